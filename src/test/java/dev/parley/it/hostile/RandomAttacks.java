package dev.parley.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.NeedsOwnFrames;
import dev.parley.testing.OfficialProtobuf;
import dev.parley.testing.OfficialProtobuf.Raw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Valid requests and commands with random changes. The WebSocket frames around commands stay valid;
 * {@link FrameAttacks} has invalid ones.
 */
final class RandomAttacks {
  /** The codes of the protocol for what a client does wrong, and 1007 for invalid UTF-8. */
  private static final Set<Integer> DOCUMENTED =
      Set.of(1000, 1007, 1009, 3012, 3013, 3500, 3501, 3502, 3506, 3508, 3509);

  private static final List<String> COMMANDS =
      List.of(
          "{\"id\":2,\"ping\":{}}",
          "{\"id\":2,\"subscribe\":{\"channel\":\"event:r\",\"recover\":true,\"offset\":1,\"epoch\":\"e\"}}",
          "{\"id\":2,\"publish\":{\"channel\":\"event:r\",\"data\":{\"a\":[1,2.5e3,\"ä\",null]}}}",
          "{\"id\":2,\"history\":{\"channel\":\"room:r\",\"limit\":-1,\"since\":{\"offset\":0,\"epoch\":\"\"}}}",
          "{\"id\":2,\"rpc\":{\"method\":\"channel.publish\",\"data\":{\"channel\":\"event:r\"}}}",
          "{\"send\":{\"data\":\"x\"}}\n{\"id\":2,\"refresh\":{\"token\":\"x\"}}",
          "{\"id\":2,\"presence_stats\":{\"channel\":\"room:r\"}}\n{}\n{\"id\":4,\"ping\":{}}");

  /** The same as Protobuf, each byte a character. */
  private static final List<String> BINARY_COMMANDS =
      Stream.of(
              OfficialProtobuf.frame(Map.of("id", 2L, "ping", Map.of())),
              OfficialProtobuf.frame(
                  Map.of(
                      "id",
                      2L,
                      "subscribe",
                      Map.of("channel", "event:r", "recover", true, "offset", 1L, "epoch", "e"))),
              OfficialProtobuf.frame(
                  Map.of("id", 2L, "publish", Map.of("channel", "event:r", "data", new Raw("[1]"))),
                  Map.of("id", 3L, "history", Map.of("channel", "room:r", "limit", -1L)),
                  Map.of()))
          .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
          .toList();

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          "\\",
          ":",
          ",",
          "\n",
          "\u0000",
          "1e400",
          "-",
          "null",
          "\\ud83d",
          "\ufeff",
          "ä",
          "🎉",
          "%0d%0a",
          "\r\n",
          "chunked",
          "99999999999999999999",
          Leaks.INJECTED);

  private final RandomGenerator random;

  RandomAttacks(long seed) {
    random = new Random(seed);
  }

  /** The next attack. */
  Attack next() {
    return switch (random.nextInt(3)) {
      case 0 -> command();
      case 1 -> binaryCommand();
      default -> request();
    };
  }

  private Attack command() {
    String frame = mutated(COMMANDS.get(random.nextInt(COMMANDS.size())));
    return new Attack(
        "the commands " + frame,
        target -> {
          try (Connection connection = target.connected()) {
            connection.send(Frames.text(frame));
            connection.trySend(Frames.text("{\"id\":77,\"ping\":{}}"));
            Connection.Ending ending = connection.ending(text -> text.contains("\"id\":77"));
            assertThat(DOCUMENTED).as("%s: %s", frame, ending).contains(ending.code());
            Leaks.assertClean(frame, ending.reason() + ending.texts());
          }
        });
  }

  private Attack binaryCommand() {
    byte[] frame =
        mutated(BINARY_COMMANDS.get(random.nextInt(BINARY_COMMANDS.size())))
            .getBytes(StandardCharsets.ISO_8859_1);
    String name = "the bytes " + HexFormat.of().formatHex(frame);
    return new Attack(
        name,
        target -> {
          try (Connection connection = ProtobufAttacks.connected(target)) {
            connection.send(ProtobufAttacks.binary(frame));
            connection.trySend(Frames.close(1000));
            Connection.Ending ending = connection.ending();
            assertThat(endsOfBinaryCommands()).as("%s: %s", name, ending).contains(ending.code());
            Leaks.assertClean(name, ending.reason() + ending.texts());
          }
        });
  }

  /** The client's close frame may meet Parley's: then Undertow sends none, until its own limit. */
  private static Set<Integer> endsOfBinaryCommands() {
    Set<Integer> codes = new HashSet<>(DOCUMENTED);
    if (Attack.ON_WILDFLY && !NeedsOwnFrames.Condition.areInUse()) {
      codes.add(1001);
    }
    return codes;
  }

  private Attack request() {
    String body =
        "{\"channel\":\"event:r\",\"data\":1,\"idempotency_key\":\"k\",\"tags\":{\"a\":\"b\"}}";
    String head = random.nextBoolean() ? "POST /api/publish" : "GET /dev/token?user=u1&ttl=5";
    return new Attack(
        "a request",
        target -> {
          String whole =
              head
                  + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: "
                  + target.apiKey()
                  + "\r\nContent-Type: application/json\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body;
          send(mutated(whole), target);
        });
  }

  private static void send(String request, Attack.Target target) throws IOException {
    try (Connection connection = target.open()) {
      connection.trySend(request.getBytes(StandardCharsets.UTF_8));
      connection.endSending();
      String heard = connection.rest();
      assertThat(heard).as(request).doesNotContainPattern("HTTP/1\\.[01] 5(?!0[15])");
      Leaks.assertClean(request, heard);
    }
  }

  /** Up to four times: a piece is removed, doubled, or inserted. */
  private String mutated(String text) {
    StringBuilder mutated = new StringBuilder(text);
    for (int times = 1 + random.nextInt(4); times > 0; times--) {
      int from = random.nextInt(mutated.length() + 1);
      int to = Math.min(mutated.length(), from + random.nextInt(8));
      switch (random.nextInt(3)) {
        case 0 -> mutated.delete(from, to);
        case 1 -> mutated.insert(from, mutated.substring(from, to));
        default -> mutated.insert(from, PIECES.get(random.nextInt(PIECES.size())));
      }
    }
    return mutated.toString();
  }
}
