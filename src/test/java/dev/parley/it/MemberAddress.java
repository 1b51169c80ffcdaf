package dev.parley.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;

/**
 * Where a member runs.
 *
 * @param host the address it listens on
 * @param port where its HTTP is
 * @param clusterPort where it listens for other members
 * @param entrance the command that starts another command there; empty for this very place
 */
public record MemberAddress(String host, int port, int clusterPort, List<String> entrance) {
  /** On this host, at ports that nobody listens on. */
  public static MemberAddress local() {
    return new MemberAddress("localhost", freePort(), freePort(), List.of());
  }

  /** What other members look for. */
  public String clusterAddress() {
    return host + ":" + clusterPort;
  }

  /** A port that nobody listens on. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
