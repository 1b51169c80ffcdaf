package dev.parley.it.cluster;

import dev.parley.it.Member;
import dev.parley.it.MemberAddress;
import dev.parley.testing.Proxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** HAProxy in front of two members, with the file of {@code deploy/balancer}. */
final class Balancer {
  static final String COMMAND = "haproxy";
  private static final Path ROOT = Path.of(System.getProperty("parley.it.root"));
  private static final Path CONFIGURATION = ROOT.resolve("deploy/balancer/haproxy.cfg");

  private Balancer() {}

  /** Starts it, and waits until it accepts connections. */
  static Proxy start(Member a, Member b) throws IOException {
    return start(a, b, CONFIGURATION);
  }

  /**
   * The same in HTTP mode, which its README describes for those who need the address of clients.
   * One path is blocked.
   */
  static Proxy startHttp(Member a, Member b, String denied) throws IOException {
    String http =
        Files.readString(CONFIGURATION)
            .replace("mode tcp", "mode http\n  option forwardfor")
            .replace(
                "default_backend",
                "http-request deny if { path_beg " + denied + " }\n  default_backend");
    Path file = Files.createDirectories(ROOT.resolve("target/it/balancer")).resolve("http.cfg");
    return start(a, b, Files.writeString(file, http));
  }

  private static Proxy start(Member a, Member b, Path configuration) throws IOException {
    int port = MemberAddress.local().port();
    ProcessBuilder builder = new ProcessBuilder(COMMAND, "-db", "-f", configuration.toString());
    builder.environment().put("BALANCER_BIND", "127.0.0.1:" + port);
    builder.environment().put("BALANCER_MEMBER_A", address(a));
    builder.environment().put("BALANCER_MEMBER_B", address(b));
    return Proxy.start(builder, port);
  }

  private static String address(Member member) {
    return member.place().host() + ":" + member.place().port();
  }
}
