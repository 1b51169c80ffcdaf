package dev.parley.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Valid frames with hostile commands: large, deep, or many. {@code client/tests/protocol} has the
 * single commands that are wrong.
 */
final class CommandAttacks {
  private static final int BAD_REQUEST = 3501;
  private static final int TOO_MANY_REQUESTS = 3013;
  private static final int TOO_MANY_ERRORS = 3509;
  private static final int INVALID_TOKEN = 3500;

  private CommandAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(malformed(), beforeConnect(), wrongValues(), tooMany()).flatMap(List::stream);
  }

  private static List<Attack> malformed() {
    return Stream.of(
            endsSession("arrays without end", "[".repeat(8000)),
            endsSession("objects without end", "{\"a\":".repeat(2000)),
            endsSession("deep nesting in data", publish("[".repeat(60) + "]".repeat(60))),
            endsSession(
                "deep nesting in a field that nobody knows",
                later("[".repeat(60) + "]".repeat(60))),
            endsSession("a number of 10,000 digits", publish("1" + "0".repeat(9999))),
            endsSession("an id of 10,000 digits", "{\"id\":1" + "0".repeat(9999) + ",\"ping\":{}}"),
            endsSession("the id 1e400", "{\"id\":1e400,\"ping\":{}}"),
            endsSession("the id -0.0", "{\"id\":-0.0,\"ping\":{}}"),
            endsSession("a key of 10,000 characters", later("{\"" + "k".repeat(10_000) + "\":1}")),
            endsSession("the same key twice", "{\"id\":2,\"ping\":{},\"ping\":{}}"),
            endsSession(
                "the same key twice, once escaped", "{\"id\":2,\"ping\":{},\"p\\u0069ng\":{}}"),
            pingIsAnswered("512 keys of one hash", later(keysOfOneHash())),
            pingIsAnswered(
                "half a surrogate pair in a key of no meaning", later("{\"\\ud83d\":1}")),
            endsSession("half a surrogate pair in a key", "{\"id\":2,\"ping\":{},\"\\ud83d\":1}"),
            pingIsAnswered("a byte order mark", "\ufeff{\"id\":2,\"ping\":{}}"),
            endsSession("a byte order mark in the middle", "{\"id\":2,\ufeff\"ping\":{}}"),
            endsSession("a NUL between the tokens", "{\"id\":2,\u0000\"ping\":{}}"),
            endsSession("a NUL in a string", presence("\u0000")),
            endsSession("an unknown command", "{\"id\":2,\"constructor\":{}}"),
            endsSession("a command of a prototype", "{\"id\":2,\"__proto__\":{}}"),
            endsSession("a negative id", "{\"id\":-2147483648,\"ping\":{}}"),
            endsSession("only white space", " \n\r\t".repeat(1000)),
            endsSession("no JSON", "\u0007\u001b[2J\u009b0m"))
        .toList();
  }

  private static List<Attack> beforeConnect() {
    List<Attack> attacks = new ArrayList<>();
    for (String command :
        List.of("subscribe", "publish", "presence", "history", "rpc", "refresh", "ping", "dance")) {
      attacks.add(
          endsBeforeConnect(
              command + " before connect", BAD_REQUEST, "{\"id\":1,\"" + command + "\":{}}"));
    }
    attacks.add(
        endsBeforeConnect("connect without a token", INVALID_TOKEN, "{\"id\":1,\"connect\":{}}"));
    for (String token :
        List.of(
            "x",
            "a.b.c",
            "....",
            "e30.e30.e30",
            "bnVsbA.e30",
            "\\u0000",
            "x".repeat(12_000),
            nestedHeader())) {
      attacks.add(
          endsBeforeConnect(
              "connect with a token that is none: " + shortened(token),
              INVALID_TOKEN,
              "{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}"));
    }
    return attacks;
  }

  /** A token whose header is nested deeply. */
  private static String nestedHeader() {
    String header = "{\"alg\":\"RS256\",\"x\":" + "[".repeat(6000) + "]".repeat(6000) + "}";
    return Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(header.getBytes(StandardCharsets.UTF_8))
            .substring(0, 12_000)
        + ".e30.x";
  }

  private static List<Attack> wrongValues() {
    return Stream.of(
            getsError(
                "a channel of 10,000 characters", 107, subscribe("room:" + "x".repeat(10_000))),
            getsError("a channel with an escaped NUL", 107, subscribe("room:\\u0000")),
            getsError(
                "a channel with a line break", 107, subscribe("room:\\r\\n" + Leaks.INJECTED)),
            getsError("a channel of a namespace that is not there", 102, presence("nowhere:x")),
            getsError("a name of colons", 102, presence(":::::")),
            getsError("another user's inbox", 103, presence("inbox:" + Bystanders.USER)),
            getsError(
                "an unknown method",
                104,
                "{\"id\":2,\"rpc\":{\"method\":\"" + Leaks.INJECTED + "\"}}"),
            getsError("half a surrogate pair in a channel", 107, presence("\\ude00")),
            getsError(
                "a channel with what is not seen",
                107,
                "{\"id\":2,\"subscribe\":{\"channel\":\"room:a\u200bb\"}}"),
            getsError(
                "a filter",
                107,
                "{\"id\":2,\"subscribe\":{\"channel\":\"event:a\",\"tf\":{\"op\":\"and\"}}}"),
            getsError(
                "a map", 108, "{\"id\":2,\"subscribe\":{\"channel\":\"event:a\",\"type\":1}}"),
            getsError(
                "bits that nobody knows",
                107,
                "{\"id\":2,\"subscribe\":{\"channel\":\"event:a\",\"flag\":-1}}"),
            getsError("a limit of 1e400", 107, history("\"limit\":1e400")),
            getsError("a limit beyond a long", 107, history("\"limit\":9223372036854775808")),
            getsError("a negative offset", 107, history("\"since\":{\"offset\":-1}")),
            getsError(
                "an offset beyond 64 bits",
                107,
                history("\"since\":{\"offset\":18446744073709551616}")),
            getsError("since as a list", 107, history("\"since\":[]")),
            getsError(
                "an object as the name of a channel",
                107,
                "{\"id\":2,\"presence\":{\"channel\":{}}}"),
            getsError(
                "data that is missing", 107, "{\"id\":2,\"publish\":{\"channel\":\"room:a\"}}"),
            getsError("publishing without a subscription", 103, publish("1")))
        .toList();
  }

  private static List<Attack> tooMany() {
    String pings =
        IntStream.rangeClosed(1, HostileInputIT.COMMANDS_PER_FRAME + 1)
            .mapToObj(i -> "{\"id\":" + i + ",\"ping\":{}}")
            .collect(Collectors.joining("\n"));
    return List.of(
        new Attack(
            "more commands in a frame than are allowed",
            target -> {
              try (Connection connection = target.connected()) {
                connection.send(Frames.text(pings));
                connection.awaitText(
                    "{\"id\":"
                        + (HostileInputIT.COMMANDS_PER_FRAME + 1)
                        + ",\"error\":{\"code\":111");
                connection.send(Frames.text("{\"id\":999,\"ping\":{}}"));
                connection.awaitText("{\"id\":999,\"ping\":{}}");
              }
            }),
        new Attack(
            "ids out of order, double and huge",
            target -> {
              try (Connection connection = target.connected()) {
                for (int id : new int[] {7, 3, 7, 7, Integer.MAX_VALUE, 2}) {
                  connection.send(Frames.text("{\"id\":" + id + ",\"ping\":{}}"));
                  connection.awaitText("{\"id\":" + id + ",\"ping\":{}}");
                }
              }
            }),
        new Attack(
            "nothing but errors",
            target -> {
              try (Connection connection = target.connected()) {
                for (int i = 0; i < HostileInputIT.ERRORS; i++) {
                  connection.trySend(Frames.text(presence("nowhere:x")));
                }
                Attack.assertEnds("nothing but errors", connection, TOO_MANY_ERRORS);
              }
            }),
        new Attack(
            "connect twice",
            target -> {
              try (Connection connection = target.connected()) {
                connection.send(
                    Frames.text("{\"id\":2,\"connect\":{\"token\":\"" + target.token() + "\"}}"));
                Attack.assertEnds("connect twice", connection, BAD_REQUEST);
              }
            }),
        new Attack(
            "more subscriptions than are allowed",
            target -> {
              try (Connection connection = target.connected()) {
                for (int i = 0; i <= HostileInputIT.SUBSCRIPTIONS; i++) {
                  connection.send(Frames.text(subscribe("event:many-" + i)));
                }
                assertThat(connection.awaitText("\"code\":106")).contains("\"id\":2");
              }
            }));
  }

  private static String publish(String data) {
    return "{\"id\":2,\"publish\":{\"channel\":\"event:a\",\"data\":" + data + "}}";
  }

  private static String later(String value) {
    return "{\"id\":2,\"ping\":{},\"later\":" + value + "}";
  }

  private static String presence(String channel) {
    return "{\"id\":2,\"presence\":{\"channel\":\"" + channel + "\"}}";
  }

  private static String history(String field) {
    return "{\"id\":2,\"history\":{\"channel\":\"room:a\"," + field + "}}";
  }

  private static String subscribe(String channel) {
    return "{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}";
  }

  /**
   * An object whose keys have one hash in a map, and in the table of names that Jackson can keep.
   */
  private static String keysOfOneHash() {
    return IntStream.range(0, 512)
        .mapToObj(i -> "\"" + keyOfOneHash(i) + "\":1")
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** Both pairs of characters have the same hash. */
  static String keyOfOneHash(int number) {
    return IntStream.range(0, 9)
        .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "B@")
        .collect(Collectors.joining());
  }

  private static String shortened(String text) {
    return text.length() < 20 ? text : text.substring(0, 20) + "… of " + text.length();
  }

  /** A frame that ends the session of a client. */
  private static Attack endsSession(String name, String frame) {
    return new Attack(
        name,
        target -> {
          try (Connection connection = target.connected()) {
            connection.send(Frames.text(frame));
            Attack.assertEnds(name, connection, BAD_REQUEST);
          }
        });
  }

  private static Attack endsBeforeConnect(String name, int code, String frame) {
    return new Attack(
        name,
        target -> {
          try (Connection connection = target.upgraded()) {
            connection.send(Frames.text(frame));
            Attack.assertEnds(name, connection, code);
          }
        });
  }

  /** A ping with other content is answered. */
  private static Attack pingIsAnswered(String name, String frame) {
    return new Attack(
        name,
        target -> {
          try (Connection connection = target.connected()) {
            connection.send(Frames.text(frame));
            connection.awaitText("{\"id\":2,\"ping\":{}}");
          }
        });
  }

  /** A command gets an error, and the session goes on. */
  private static Attack getsError(String name, int code, String frame) {
    return new Attack(
        name,
        target -> {
          try (Connection connection = target.connected()) {
            connection.send(Frames.text(frame));
            String reply = connection.awaitText("\"id\":2");
            assertThat(reply).as(name).contains("\"error\":{\"code\":" + code + ",");
            Leaks.assertClean(name, reply);
            connection.send(Frames.text("{\"id\":3,\"ping\":{}}"));
            connection.awaitText("{\"id\":3,\"ping\":{}}");
          }
        });
  }
}
