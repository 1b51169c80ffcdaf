package dev.parley.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The type of a value of the configuration: how its text is read, and its bounds. Immutable.
 *
 * @param <T> the type of the value in Java
 */
final class ValueType<T> {
  /** RFC 9110, section 5.6.2. */
  private static final Pattern FIELD_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private static final Pattern SHA256 = Pattern.compile("sha256:[0-9a-fA-F]{64}");

  private final String kind;
  private final Function<String, T> parser;
  private final boolean secret;

  private ValueType(String kind, Function<String, T> parser) {
    this(kind, parser, false);
  }

  private ValueType(String kind, Function<String, T> parser, boolean secret) {
    this.kind = kind;
    this.parser = parser;
    this.secret = secret;
  }

  /** Reads a value; the message of an IllegalArgumentException says what to write. */
  T parse(String text) {
    return parser.apply(secret ? text : text.trim());
  }

  String kind() {
    return kind;
  }

  /** Whether the value is read byte for byte, may be in a file, and is in no message. */
  boolean isSecret() {
    return secret;
  }

  static ValueType<Boolean> bool() {
    return new ValueType<>(
        "true or false",
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("write true or false");
            });
  }

  static ValueType<Integer> count(int least, int most) {
    return new ValueType<>(
        "number, " + least + " to " + most,
        text -> {
          long number;
          try {
            number = Long.parseLong(text);
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("write a whole number");
          }
          if (number < least || number > most) {
            throw new IllegalArgumentException("write a number from " + least + " to " + most);
          }
          return (int) number;
        });
  }

  static ValueType<Duration> duration(String least, String most) {
    Duration from = Quantity.readDuration(least);
    Duration to = Quantity.readDuration(most);
    return new ValueType<>(
        "duration, " + least + " to " + most,
        text -> {
          Duration duration = Quantity.readDuration(text);
          if (duration.compareTo(from) < 0 || duration.compareTo(to) > 0) {
            throw new IllegalArgumentException("write a duration from " + least + " to " + most);
          }
          return duration;
        });
  }

  static ValueType<Long> bytes(String least, String most) {
    long from = Quantity.readBytes(least);
    long to = Quantity.readBytes(most);
    return new ValueType<>(
        "size, " + least + " to " + most,
        text -> {
          long size = Quantity.readBytes(text);
          if (size < from || size > to) {
            throw new IllegalArgumentException("write a size from " + least + " to " + most);
          }
          return size;
        });
  }

  static ValueType<Rate> rate() {
    return rate("count/duration, or off", "100/1s", ValueType::readCount);
  }

  static ValueType<Rate> byteRate() {
    return rate("size/duration, or off", "4MiB/1s", Quantity::readBytes);
  }

  private static ValueType<Rate> rate(String kind, String example, ToLongFunction<String> count) {
    return new ValueType<>(
        kind,
        text -> {
          if (text.equalsIgnoreCase("off") || text.equals("0")) {
            return Rate.OFF;
          }
          int slash = text.indexOf('/');
          if (slash < 0) {
            throw new IllegalArgumentException("write such as " + example + ", or off");
          }
          long each = count.applyAsLong(text.substring(0, slash).trim());
          Duration period = Quantity.readDuration(text.substring(slash + 1).trim());
          return new Rate(each, period);
        });
  }

  private static long readCount(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("write a whole number before the slash", e);
    }
  }

  static ValueType<String> text() {
    return new ValueType<>("text", text -> text);
  }

  /** A text that no message shows, and in which every character counts. */
  static ValueType<String> secret() {
    return new ValueType<>("secret", text -> text, true);
  }

  static ValueType<List<String>> words() {
    return new ValueType<>(
        "comma-separated list",
        text ->
            Arrays.stream(text.split(","))
                .map(String::trim)
                .filter(word -> !word.isEmpty())
                .toList());
  }

  static ValueType<AccessRule> accessRule() {
    return new ValueType<>(AccessRule.KIND, AccessRule::parse);
  }

  static ValueType<List<Network>> networks() {
    return new ValueType<>(
        "comma-separated list of addresses and networks",
        text -> words().parse(text).stream().map(Network::of).toList());
  }

  static ValueType<List<AllowedOrigin>> origins() {
    return new ValueType<>(
        "comma-separated list of origins",
        text -> words().parse(text).stream().map(AllowedOrigin::of).toList());
  }

  /** Names of header fields, in upper or lower case. */
  static ValueType<List<String>> headerNames() {
    return new ValueType<>(
        "comma-separated list of header names",
        text -> {
          List<String> names = words().parse(text);
          for (String name : names) {
            if (name.equals("*") || !FIELD_NAME.matcher(name).matches()) {
              throw new IllegalArgumentException(
                  "\""
                      + name
                      + "\" is no name of a header: write names such as X-Tenant, X-Request-ID");
            }
          }
          return names;
        });
  }

  static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
    List<E> all = Arrays.asList(type.getEnumConstants());
    String words = String.join(", ", all.stream().map(ValueType::word).toList());
    return new ValueType<>(
        words,
        text ->
            all.stream()
                .filter(e -> word(e).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("write one of " + words)));
  }

  static <E extends Enum<E>> ValueType<Set<E>> someOf(Class<E> type) {
    List<E> all = Arrays.asList(type.getEnumConstants());
    ValueType<E> one = oneOf(type);
    return new ValueType<>(
        "comma-separated list of " + one.kind(),
        text ->
            words().parse(text).stream()
                .map(one::parse)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(type))));
  }

  /** A digest as 64 digits in lower case. It is a secret, because a wrong value may be the key. */
  static ValueType<String> sha256() {
    return new ValueType<>(
        "sha256: and 64 hexadecimal digits",
        written -> {
          String text = written.trim();
          if (!text.isEmpty() && !SHA256.matcher(text).matches()) {
            throw new IllegalArgumentException(
                "write sha256: and the 64 hexadecimal digits of the SHA-256, not the key itself");
          }
          return text.replaceFirst("^sha256:", "").toLowerCase(Locale.ROOT);
        },
        true);
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
