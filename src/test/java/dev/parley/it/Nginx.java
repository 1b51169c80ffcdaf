package dev.parley.it;

import dev.parley.testing.Proxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** nginx, as {@code deploy/proxy} shows it, in front of one member. */
final class Nginx {
  static final String COMMAND = "nginx";
  private static final Path ROOT = Path.of(System.getProperty("parley.it.root"));

  private Nginx() {}

  /**
   * Starts it, and waits until it takes connections.
   *
   * @param silence how long nothing may pass on a connection, instead of what the file says
   */
  static Proxy start(Member member, Duration silence) throws IOException {
    MemberAddress place = MemberAddress.local();
    Path home = Files.createDirectories(ROOT.resolve("target/it/nginx"));
    String configuration =
        Files.readString(ROOT.resolve("deploy/proxy/nginx.conf"))
            .replace("listen 9000;", "listen 127.0.0.1:" + place.port() + ";")
            .replace("127.0.0.1:9080", member.place().host() + ":" + member.place().port())
            .replace("_timeout 90s;", "_timeout " + silence.toSeconds() + "s;");
    Path file = Files.writeString(home.resolve("nginx.conf"), configuration);
    return Proxy.start(
        new ProcessBuilder(
            COMMAND, "-p", home.toString(), "-c", file.toString(), "-g", "daemon off;"),
        place.port());
  }
}
