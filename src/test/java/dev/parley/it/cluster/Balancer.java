package dev.parley.it.cluster;

import dev.parley.it.Member;
import dev.parley.it.Place;
import dev.parley.it.Proxy;
import java.io.IOException;
import java.nio.file.Path;

/** HAProxy, as {@code deploy/balancer} shows it, in front of two members. */
final class Balancer {
  static final String COMMAND = "haproxy";
  private static final Path CONFIGURATION =
      Path.of(System.getProperty("parley.it.root"), "deploy/balancer/haproxy.cfg");

  private Balancer() {}

  /** Starts it, and waits until it takes connections. */
  static Proxy start(Member a, Member b) throws IOException {
    int port = Place.local().port();
    ProcessBuilder builder = new ProcessBuilder(COMMAND, "-db", "-f", CONFIGURATION.toString());
    builder.environment().put("BALANCER_BIND", "127.0.0.1:" + port);
    builder.environment().put("BALANCER_MEMBER_A", address(a));
    builder.environment().put("BALANCER_MEMBER_B", address(b));
    return Proxy.start(builder, port);
  }

  private static String address(Member member) {
    return member.place().host() + ":" + member.place().port();
  }
}
