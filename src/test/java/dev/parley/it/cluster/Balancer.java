package dev.parley.it.cluster;

import dev.parley.it.Member;
import dev.parley.it.Place;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** HAProxy, as {@code deploy/balancer} shows it, in front of two members. */
final class Balancer implements AutoCloseable {
  private static final String COMMAND = "haproxy";
  private static final Path CONFIGURATION =
      Path.of(System.getProperty("parley.it.root"), "deploy/balancer/haproxy.cfg");

  private final int port;
  private final Process process;

  private Balancer(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /** Whether it is installed here. */
  static boolean isInstalled() {
    try {
      return new ProcessBuilder(COMMAND, "-v")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Starts it, and waits until it takes connections. */
  static Balancer start(Member a, Member b) throws IOException {
    int port = Place.local().port();
    ProcessBuilder builder =
        new ProcessBuilder(COMMAND, "-db", "-f", CONFIGURATION.toString()).inheritIO();
    builder.environment().put("BALANCER_BIND", "127.0.0.1:" + port);
    builder.environment().put("BALANCER_MEMBER_A", address(a));
    builder.environment().put("BALANCER_MEMBER_B", address(b));
    Balancer balancer = new Balancer(port, builder.start());
    try {
      Awaitility.await("the balancer listens")
          .atMost(Duration.ofMinutes(1))
          .until(balancer::listens);
    } catch (RuntimeException e) {
      balancer.close();
      throw e;
    }
    return balancer;
  }

  private static String address(Member member) {
    return member.place().host() + ":" + member.place().port();
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the balancer has ended; its output says why");
    }
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Where clients come to, without a slash at the end. */
  String url() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
