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
 * Frames that are right as frames and hold what no client should send. What a single command can do
 * wrong is in {@code client/tests/protocol}; here is what is large, deep, or odd as a whole.
 */
final class CommandAttacks {
  private static final int BAD_REQUEST = 3501;
  private static final int TOO_MANY_REQUESTS = 3013;
  private static final int TOO_MANY_ERRORS = 3509;
  private static final int INVALID_TOKEN = 3500;

  private CommandAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(hopeless(), early(), wrong(), many()).flatMap(List::stream);
  }

  private static List<Attack> hopeless() {
    return Stream.of(
            ends("arrays without end", "[".repeat(8000)),
            ends("objects without end", "{\"a\":".repeat(2000)),
            ends("deep nesting in data", publish("[".repeat(60) + "]".repeat(60))),
            ends(
                "deep nesting in a field that nobody knows",
                later("[".repeat(60) + "]".repeat(60))),
            ends("a number of 10,000 digits", publish("1" + "0".repeat(9999))),
            ends("an id of 10,000 digits", "{\"id\":1" + "0".repeat(9999) + ",\"ping\":{}}"),
            ends("the id 1e400", "{\"id\":1e400,\"ping\":{}}"),
            ends("the id -0.0", "{\"id\":-0.0,\"ping\":{}}"),
            ends("a key of 10,000 characters", later("{\"" + "k".repeat(10_000) + "\":1}")),
            ends("the same key twice", "{\"id\":2,\"ping\":{},\"ping\":{}}"),
            ends("the same key twice, once escaped", "{\"id\":2,\"ping\":{},\"p\\u0069ng\":{}}"),
            bears("512 keys of one hash", later(keysOfOneHash())),
            bears("half a surrogate pair in a key of no meaning", later("{\"\\ud83d\":1}")),
            ends("half a surrogate pair in a key", "{\"id\":2,\"ping\":{},\"\\ud83d\":1}"),
            bears("a byte order mark", "\ufeff{\"id\":2,\"ping\":{}}"),
            ends("a byte order mark in the middle", "{\"id\":2,\ufeff\"ping\":{}}"),
            ends("a NUL between the tokens", "{\"id\":2,\u0000\"ping\":{}}"),
            ends("a NUL in a string", presence("\u0000")),
            ends("an unknown command", "{\"id\":2,\"constructor\":{}}"),
            ends("a command of a prototype", "{\"id\":2,\"__proto__\":{}}"),
            ends("a negative id", "{\"id\":-2147483648,\"ping\":{}}"),
            ends("only white space", " \n\r\t".repeat(1000)),
            ends("no JSON", "\u0007\u001b[2J\u009b0m"))
        .toList();
  }

  private static List<Attack> early() {
    List<Attack> attacks = new ArrayList<>();
    for (String command :
        List.of("subscribe", "publish", "presence", "history", "rpc", "refresh", "ping", "dance")) {
      attacks.add(
          before(command + " before connect", BAD_REQUEST, "{\"id\":1,\"" + command + "\":{}}"));
    }
    attacks.add(before("connect without a token", INVALID_TOKEN, "{\"id\":1,\"connect\":{}}"));
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
          before(
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

  private static List<Attack> wrong() {
    return Stream.of(
            fails("a channel of 10,000 characters", 107, subscribe("room:" + "x".repeat(10_000))),
            fails("a channel with an escaped NUL", 107, subscribe("room:\\u0000")),
            fails("a channel with a line break", 107, subscribe("room:\\r\\n" + Leaks.INJECTED)),
            fails("a channel of a namespace that is not there", 102, presence("nowhere:x")),
            fails("a name of colons", 102, presence(":::::")),
            fails("another user's inbox", 103, presence("inbox:" + Bystanders.USER)),
            fails(
                "an unknown method",
                104,
                "{\"id\":2,\"rpc\":{\"method\":\"" + Leaks.INJECTED + "\"}}"),
            fails("half a surrogate pair in a channel", 107, presence("\\ude00")),
            fails(
                "a channel with what is not seen",
                107,
                "{\"id\":2,\"subscribe\":{\"channel\":\"room:a\u200bb\"}}"),
            fails(
                "a filter",
                107,
                "{\"id\":2,\"subscribe\":{\"channel\":\"event:a\",\"tf\":{\"op\":\"and\"}}}"),
            fails("a map", 108, "{\"id\":2,\"subscribe\":{\"channel\":\"event:a\",\"type\":1}}"),
            fails(
                "bits that nobody knows",
                107,
                "{\"id\":2,\"subscribe\":{\"channel\":\"event:a\",\"flag\":-1}}"),
            fails("a limit of 1e400", 107, history("\"limit\":1e400")),
            fails("a limit beyond a long", 107, history("\"limit\":9223372036854775808")),
            fails("a negative offset", 107, history("\"since\":{\"offset\":-1}")),
            fails(
                "an offset beyond 64 bits",
                107,
                history("\"since\":{\"offset\":18446744073709551616}")),
            fails("since as a list", 107, history("\"since\":[]")),
            fails(
                "an object as the name of a channel",
                107,
                "{\"id\":2,\"presence\":{\"channel\":{}}}"),
            fails("data that is missing", 107, "{\"id\":2,\"publish\":{\"channel\":\"room:a\"}}"),
            fails("publishing without a subscription", 103, publish("1")))
        .toList();
  }

  private static List<Attack> many() {
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

  /** 33 times the first character and the second are the same of both pairs. */
  static String keyOfOneHash(int number) {
    return IntStream.range(0, 9)
        .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "B@")
        .collect(Collectors.joining());
  }

  private static String shortened(String text) {
    return text.length() < 20 ? text : text.substring(0, 20) + "… of " + text.length();
  }

  /** A frame that ends the session of a client. */
  private static Attack ends(String name, String frame) {
    return new Attack(
        name,
        target -> {
          try (Connection connection = target.connected()) {
            connection.send(Frames.text(frame));
            Attack.assertEnds(name, connection, BAD_REQUEST);
          }
        });
  }

  private static Attack before(String name, int code, String frame) {
    return new Attack(
        name,
        target -> {
          try (Connection connection = target.upgraded()) {
            connection.send(Frames.text(frame));
            Attack.assertEnds(name, connection, code);
          }
        });
  }

  /** A ping that is answered, whatever else is in it. */
  private static Attack bears(String name, String frame) {
    return new Attack(
        name,
        target -> {
          try (Connection connection = target.connected()) {
            connection.send(Frames.text(frame));
            connection.awaitText("{\"id\":2,\"ping\":{}}");
          }
        });
  }

  /** A command that is answered with an error, and the session goes on. */
  private static Attack fails(String name, int code, String frame) {
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
