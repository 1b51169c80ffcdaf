package dev.parley.it.hostile;

import static dev.parley.it.hostile.Frames.CONTINUATION;
import static dev.parley.it.hostile.Frames.FIN;
import static dev.parley.it.hostile.Frames.MASKED;
import static dev.parley.it.hostile.Frames.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Clients that stop in the middle of what they send, or that do not read. All of one kind stall at
 * the same time, because each waits for a timeout of the member.
 */
final class StallAttacks {
  private static final int MANY = 50;

  /** More messages than the network buffers for a client that does not read. */
  private static final int FLOOD = 2000;

  private static final int STALE = 3502;
  private static final int NO_PONG = 3012;
  private static final int SLOW = 3008;

  private StallAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(
        waiting("no command at all", new byte[0], STALE, STALE),
        waiting("half a frame", half(), STALE, NO_PONG),
        waiting("half a head", new byte[] {(byte) (FIN | TEXT)}, STALE, NO_PONG),
        waiting("fragments without a last one", fragments(), STALE, NO_PONG),
        new Attack("clients that do not read", StallAttacks::slowReaders),
        new Attack("requests that break off in their heads", StallAttacks::brokenHeads));
  }

  private static byte[] half() {
    return Frames.frame(FIN | TEXT, MASKED, 1000, (byte) '{', (byte) ' ');
  }

  private static byte[] fragments() {
    return Frames.joined(
        Stream.concat(
                Stream.of(Frames.part(TEXT, (byte) '{')),
                Stream.generate(() -> Frames.part(CONTINUATION, (byte) ' ')).limit(1000))
            .toArray(byte[][]::new));
  }

  /**
   * Sends these bytes and nothing more, and keeps the connection open.
   *
   * @param before the code that closes a connection which has not connected
   * @param after the code that closes a connected one
   */
  private static Attack waiting(String name, byte[] bytes, int before, int after) {
    return new Attack(
        "waiting after " + name,
        target -> {
          List<Connection> connections = new ArrayList<>();
          try {
            for (int i = 0; i < MANY; i++) {
              boolean known = after != before && i % 2 == 1;
              Connection connection = known ? target.connected() : target.upgraded();
              connections.add(connection);
              connection.send(bytes);
            }
            for (int i = 0; i < MANY; i++) {
              int expected = i % 2 == 1 ? after : before;
              assertThat(connections.get(i).closeCode()).as(name).isEqualTo(expected);
            }
          } finally {
            closeAll(connections);
          }
        });
  }

  private static void slowReaders(Attack.Target target) throws IOException {
    List<Connection> connections = new ArrayList<>();
    String channel = "event:flood";
    String body = "{\"channel\":\"" + channel + "\",\"data\":\"" + "x".repeat(8000) + "\"}";
    try (Connection writer = target.open()) {
      for (int i = 0; i < 3; i++) {
        Connection connection = target.connected();
        connections.add(connection);
        subscribe(connection, channel);
      }
      for (int i = 0; i < FLOOD; i++) {
        writer.send(RequestAttacks.publish(target, writer, body));
        assertThat(writer.answer().status()).isIn(200, 429);
      }
      for (Connection connection : connections) {
        // Who does not read answers no ping: where publishing is slow, that is noticed first. The
        // network may break before the close frame arrives.
        assertThat(connection.closeCode()).isIn(SLOW, NO_PONG, 0);
      }
    } finally {
      closeAll(connections);
    }
  }

  private static void subscribe(Connection connection, String channel) throws IOException {
    connection.send(Frames.text("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}"));
    connection.awaitText("\"id\":2");
  }

  /** A reset, and a half close, in the middle of a head and of a handshake. */
  private static void brokenHeads(Attack.Target target) throws IOException {
    String head = "GET /connection/websocket HTTP/1.1\r\nHost: x\r\nUpgrade: webso";
    for (int length = 1; length < head.length(); length += 7) {
      try (Connection reset = target.open();
          Connection ended = target.open()) {
        reset.send(head.substring(0, length));
        reset.reset();
        ended.send(head.substring(0, length));
        ended.endSending();
        assertThat(ended.rest()).doesNotContain("HTTP/1.1 101", "HTTP/1.1 5");
      }
    }
  }

  private static void closeAll(List<Connection> connections) throws IOException {
    for (Connection connection : connections) {
      connection.close();
    }
  }
}
