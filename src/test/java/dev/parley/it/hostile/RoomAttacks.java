package dev.parley.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Hostile input to {@code /rooms/NAME}, which anybody can reach by a plain WebSocket: paths, first
 * messages, messages, and floods. The frames below are those of {@link FrameAttacks}: both are read
 * by the same engine.
 */
final class RoomAttacks {
  private static final String PATH = "/rooms/attacked";
  private static final String LONG = "/rooms/" + "x".repeat(40_000);
  private static final int TOO_BIG = 1009;
  private static final int NO_PONG = 3012;
  private static final int TOO_MANY_REQUESTS = 3013;
  private static final int INVALID_TOKEN = 3500;
  private static final int BAD_REQUEST = 3501;
  private static final int STALE = 3502;
  private static final int OTHER_KIND = 3506;
  private static final int TOO_MANY_ERRORS = 3509;

  private RoomAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(paths(), names(), firstMessages(), wrongMessages(), oddMessages(), floods())
        .flatMap(List::stream);
  }

  /** Paths that name no room are no handshake. */
  private static List<Attack> paths() {
    return Stream.of(
            "/rooms/",
            "/rooms",
            "/rooms/a/b",
            "/rooms//a",
            "/rooms/%",
            "/rooms/%2",
            "/rooms/%zz",
            "/rooms/%ff",
            "/rooms/%c0%af",
            "/rooms/%ed%a0%80",
            "/rooms/a/../../api/publish",
            LONG)
        .map(RoomAttacks::pathAttack)
        .toList();
  }

  /** Undertow upgrades a long path, and then the endpoint refuses the name. */
  private static Attack pathAttack(String path) {
    return Attack.ON_WILDFLY && path.equals(LONG) ? noRoom(path) : refused(path);
  }

  private static Attack refused(String path) {
    String name = "the path " + shortened(path);
    return new Attack(
        name,
        target -> {
          try (Connection connection = target.open()) {
            HttpResponse answer = connection.upgrade(path, "");
            assertThat(answer.status()).as("%s: %s", name, answer).isIn(400, 404, 405, 414, 431);
            Leaks.assertClean(name, answer.head() + answer.body());
          }
        });
  }

  /** Names that no channel may have, and positions that are none. */
  private static List<Attack> names() {
    return Stream.of(
            "/rooms/a%0D%0A" + Leaks.INJECTED.replace(" ", "%20"),
            "/rooms/a%1B%5B2J",
            "/rooms/%E2%80%AE",
            "/rooms/%F4%8F%BF%BF",
            "/rooms/" + "x".repeat(1000),
            PATH + "?since=x",
            PATH + "?since=-1-" + "a".repeat(8),
            PATH + "?since=1-",
            PATH + "?since=" + "9".repeat(4000),
            PATH + "?since=%00",
            PATH + "?since=18446744073709551616-a")
        .map(RoomAttacks::noRoom)
        .toList();
  }

  /** The server itself may refuse a path with control characters. */
  private static Attack noRoom(String path) {
    String name = "the room " + shortened(path);
    return new Attack(
        name,
        target -> {
          try (Connection connection = target.open()) {
            HttpResponse answer =
                connection.upgrade(path, "Authorization: Bearer " + target.token() + "\r\n");
            if (answer.status() == 101) {
              Attack.assertEnds(name, connection, BAD_REQUEST);
            } else {
              assertThat(answer.status()).as("%s: %s", name, answer).isEqualTo(400);
              Leaks.assertClean(name, answer.head() + answer.body());
            }
          }
        });
  }

  private static List<Attack> firstMessages() {
    List<Attack> attacks = new ArrayList<>();
    for (String first :
        List.of(
            "",
            "{",
            "{}",
            "[]",
            "null",
            "ping",
            "\u0000",
            "{\"text\":\"hi\"}",
            "{\"type\":\"constructor\"}",
            "{\"type\":[\"connect\"]}",
            "{\"type\":\"message\",\"data\":1}",
            "{\"type\":\"presence\"}",
            "{\"type\":\"refresh\",\"token\":\"x\"}",
            "{\"type\":\"connect\",\"since\":\"x\"}",
            "{\"type\":\"connect\",\"token\":{}}",
            "{\"id\":1,\"connect\":{\"token\":\"x\"}}",
            "[".repeat(8000),
            "{\"a\":".repeat(2000))) {
      attacks.add(ends("the first message ", first, false, BAD_REQUEST));
    }
    for (String token : List.of("", "x", "a.b.c", "e30.e30.e30", "x".repeat(12_000))) {
      String connect = "{\"type\":\"connect\",\"token\":\"" + token + "\"}";
      attacks.add(ends("the first message ", connect, false, INVALID_TOKEN));
    }
    attacks.add(ends("the first message ", "{\"type\":\"connect\"}", false, INVALID_TOKEN));
    attacks.add(
        new Attack(
            "?user= that is no user id",
            target -> {
              try (Connection connection = target.room(PATH + "?user=" + "u".repeat(1000), false)) {
                Attack.assertEnds("a long user", connection, INVALID_TOKEN);
              }
            }));
    attacks.add(ends("a second ", "{\"type\":\"connect\"}", true, BAD_REQUEST));
    return attacks;
  }

  /** Each is answered by an error, and the connection goes on. */
  private static List<Attack> wrongMessages() {
    return Stream.of(
            "",
            " \n\t",
            "hello",
            "{\"a\":1",
            "{\"a\":1,}",
            "{\"a\":1}{\"b\":2}",
            "{\"a\":1}\n{\"b\":2}",
            "[1]",
            "1e400",
            "null",
            "\"text\"",
            "\u0007\u001b[2J",
            "{\"a\":\"\u0000\"}",
            "{\"a\":1" + "0".repeat(9999) + "}",
            "{\"" + "k".repeat(10_000) + "\":1}",
            "{\"type\":\"presence\",\"type\":\"presence\"}",
            "{\"type\":\"stored\"}",
            "{\"type\":\"error\",\"text\":\"" + "x".repeat(1000) + "\"}",
            "{\"type\":\"message\"}",
            "{\"type\":\"message\",\"data\":}",
            "{\"type\":\"refresh\"}",
            "{\"type\":\"refresh\",\"token\":[]}",
            "{\"ref\":[]}",
            "{\"ref\":true}",
            "{\"ref\":\"" + "r".repeat(128) + "\"}",
            "{\"ref\":" + "1".repeat(10_000) + "}",
            "[".repeat(8000),
            "{\"a\":".repeat(2000),
            "{\"a\":" + "[".repeat(60) + "]".repeat(60) + "}",
            "{\"type\":\"message\",\"data\":" + "[".repeat(60) + "]".repeat(60) + "}")
        .map(
            message ->
                new Attack(
                    "the message " + shortened(message),
                    target -> {
                      try (Connection connection = entered(target)) {
                        connection.send(Frames.text(message));
                        String error = connection.awaitText("\"type\":\"error\"");
                        assertThat(error).contains("\"code\":107,\"text\":\"");
                        Leaks.assertClean(message, error);
                        assertGoesOn(connection);
                      }
                    }))
        .toList();
  }

  /** Each is a message like any other: what it holds is not for the server. */
  private static List<Attack> oddMessages() {
    return Stream.of(
            "{\"type\":5}",
            "{\"type\":null}",
            "{\"type\":\"__proto__\",\"constructor\":{}}",
            "{\"id\":1,\"subscribe\":{\"channel\":\"inbox:" + Bystanders.USER + "\"}}",
            "{\"a\":\"\\ud83d\"}",
            "{\"text\":\"\\r\\n" + Leaks.INJECTED + "\"}",
            keysOfOneHash())
        .map(
            message ->
                new Attack(
                    "a message that looks like more: " + shortened(message),
                    target -> {
                      try (Connection connection = entered(target)) {
                        connection.send(Frames.text(message));
                        connection.awaitText("\"data\":" + message);
                        assertGoesOn(connection);
                      }
                    }))
        .toList();
  }

  private static String keysOfOneHash() {
    return IntStream.range(0, 512)
        .mapToObj(i -> "\"" + CommandAttacks.keyOfOneHash(i) + "\":1")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static List<Attack> floods() {
    byte[] binary = Frames.frame(Frames.BINARY, (byte) '{', (byte) '}');
    byte[] large = Frames.text("{\"text\":\"" + "x".repeat(HostileInputIT.FRAME_BYTES) + "\"}");
    return List.of(
        endsBoth("a binary message to a room", binary, OTHER_KIND),
        endsBoth("a message to a room that is larger than a frame may be", large, TOO_BIG),
        new Attack(
            "nothing but errors in a room",
            target -> {
              try (Connection connection = entered(target)) {
                for (int i = 0; i < HostileInputIT.ERRORS; i++) {
                  connection.trySend(Frames.text("nonsense"));
                }
                Attack.assertEnds("errors", connection, TOO_MANY_ERRORS);
              }
            }),
        new Attack(
            "a flood of bytes to a room",
            target -> {
              // They are ignored, so nothing is sent that this client would have to read.
              byte[] pong = Frames.text("{\"type\":\"pong\",\"x\":\"" + "x".repeat(15_000) + "\"}");
              try (Connection connection = entered(target)) {
                CompletableFuture.runAsync(
                    () -> {
                      while (connection.trySend(pong)) {
                        // Until the connection ends.
                      }
                    });
                // The network may break before the close frame arrives.
                assertThat(closeCode(connection)).isIn(TOO_MANY_REQUESTS, 0);
              }
            }),
        new Attack(
            "waiting after half a message to a room",
            target -> {
              byte[] half = Frames.part(Frames.TEXT, (byte) '{');
              try (Connection unknown = target.room(PATH, false);
                  Connection known = entered(target)) {
                unknown.send(half);
                known.send(half);
                assertThat(unknown.closeCode()).isEqualTo(STALE);
                assertThat(known.closeCode()).isEqualTo(NO_PONG);
              }
            }));
  }

  private static int closeCode(Connection connection) throws IOException {
    try {
      return connection.closeCode();
    } catch (SocketException e) {
      return 0;
    }
  }

  private static Connection entered(Attack.Target target) throws IOException {
    Connection connection = target.room(PATH, true);
    connection.awaitText("\"type\":\"presence\"");
    return connection;
  }

  private static void assertGoesOn(Connection connection) throws IOException {
    connection.send(Frames.text("{\"type\":\"ping\",\"ref\":\"still here\"}"));
    connection.awaitText("still here");
  }

  private static Attack ends(String what, String message, boolean known, int code) {
    String name = what + shortened(message);
    return new Attack(
        name,
        target -> {
          try (Connection connection = known ? entered(target) : target.room(PATH, false)) {
            connection.send(Frames.text(message));
            Attack.assertEnds(name, connection, code);
          }
        });
  }

  /** Frames that end a connection, before the client is known and after. */
  private static Attack endsBoth(String name, byte[] frames, int code) {
    return new Attack(
        name,
        target -> {
          try (Connection unknown = target.room(PATH, false);
              Connection known = entered(target)) {
            unknown.send(frames);
            known.send(frames);
            Attack.assertEnds(name, unknown, code);
            Attack.assertEnds(name, known, code);
          }
        });
  }

  private static String shortened(String text) {
    return text.length() < 40 ? text : text.substring(0, 40) + "… of " + text.length();
  }
}
