package dev.parley.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One kind of configuration value: how its text is read, its default and its bounds. Immutable.
 *
 * @param <T> what it is read as
 */
final class Value<T> {
  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,18})\\s*([a-zA-Z]*)");

  /** RFC 9110, section 5.6.2. */
  private static final Pattern FIELD_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private static final Pattern SHA256 = Pattern.compile("sha256:[0-9a-fA-F]{64}");

  private final String kind;
  private final String defaultText;
  private final Function<String, T> parser;
  private final boolean secret;

  private Value(String kind, String defaultText, Function<String, T> parser) {
    this(kind, defaultText, parser, false);
  }

  private Value(String kind, String defaultText, Function<String, T> parser, boolean secret) {
    this.kind = kind;
    this.defaultText = defaultText;
    this.parser = parser;
    this.secret = secret;
  }

  /** Reads a value; the message of the IllegalArgumentException says what would be right. */
  T parse(String text) {
    return parser.apply(secret ? text : text.trim());
  }

  String kind() {
    return kind;
  }

  /** Whether it is taken byte for byte, may stand in a file, and is shown to nobody. */
  boolean isSecret() {
    return secret;
  }

  String defaultText() {
    return defaultText;
  }

  static Value<Boolean> bool(boolean byDefault) {
    return new Value<>(
        "true or false",
        Boolean.toString(byDefault),
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("write true or false");
            });
  }

  static Value<Integer> count(int byDefault, int least, int most) {
    return new Value<>(
        "number, " + least + " to " + most,
        Integer.toString(byDefault),
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

  static Value<Duration> duration(String byDefault, String least, String most) {
    Duration from = readDuration(least);
    Duration to = readDuration(most);
    return new Value<>(
        "duration, " + least + " to " + most,
        byDefault,
        text -> {
          Duration duration = readDuration(text);
          if (duration.compareTo(from) < 0 || duration.compareTo(to) > 0) {
            throw new IllegalArgumentException("write a duration from " + least + " to " + most);
          }
          return duration;
        });
  }

  static Value<Long> bytes(String byDefault, String least, String most) {
    long from = readBytes(least);
    long to = readBytes(most);
    return new Value<>(
        "size, " + least + " to " + most,
        byDefault,
        text -> {
          long size = readBytes(text);
          if (size < from || size > to) {
            throw new IllegalArgumentException("write a size from " + least + " to " + most);
          }
          return size;
        });
  }

  static Value<Rate> rate(String byDefault) {
    return rate("count/duration, or off", byDefault, Value::readCount);
  }

  static Value<Rate> byteRate(String byDefault) {
    return rate("size/duration, or off", byDefault, Value::readBytes);
  }

  private static Value<Rate> rate(String kind, String byDefault, ToLongFunction<String> count) {
    return new Value<>(
        kind,
        byDefault,
        text -> {
          if (text.equalsIgnoreCase("off") || text.equals("0")) {
            return Rate.OFF;
          }
          int slash = text.indexOf('/');
          if (slash < 0) {
            throw new IllegalArgumentException("write such as " + byDefault + ", or off");
          }
          long each = count.applyAsLong(text.substring(0, slash).trim());
          Duration period = readDuration(text.substring(slash + 1).trim());
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

  static Value<String> text(String byDefault) {
    return new Value<>("text", byDefault, text -> text);
  }

  /** A text that nobody may see, and of which each character counts. */
  static Value<String> secret() {
    return new Value<>("secret", "", text -> text, true);
  }

  static Value<List<String>> words(String byDefault) {
    return new Value<>(
        "comma-separated list",
        byDefault,
        text ->
            Arrays.stream(text.split(","))
                .map(String::trim)
                .filter(word -> !word.isEmpty())
                .toList());
  }

  static Value<AccessRule> who(String byDefault) {
    return new Value<>(AccessRule.KIND, byDefault, AccessRule::parse);
  }

  static Value<List<Network>> networks(String byDefault) {
    return new Value<>(
        "comma-separated list of addresses and networks",
        byDefault,
        text -> words("").parse(text).stream().map(Network::of).toList());
  }

  static Value<List<AllowedOrigin>> origins() {
    return new Value<>(
        "comma-separated list of origins",
        "",
        text -> words("").parse(text).stream().map(AllowedOrigin::of).toList());
  }

  /** Names of header fields, of any case. */
  static Value<List<String>> fieldNames() {
    return new Value<>(
        "comma-separated list of header names",
        "",
        text -> {
          List<String> names = words("").parse(text);
          for (String name : names) {
            if (name.equals("*") || !FIELD_NAME.matcher(name).matches()) {
              throw new IllegalArgumentException(
                  "\"" + name + "\" is no name of a header: write such as X-Tenant, X-Request-ID");
            }
          }
          return names;
        });
  }

  static <E extends Enum<E>> Value<E> oneOf(E byDefault) {
    List<E> all = Arrays.asList(byDefault.getDeclaringClass().getEnumConstants());
    String words = String.join(", ", all.stream().map(Value::word).toList());
    return new Value<>(
        words,
        word(byDefault),
        text ->
            all.stream()
                .filter(e -> word(e).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("write one of " + words)));
  }

  static <E extends Enum<E>> Value<Set<E>> someOf(Class<E> type) {
    List<E> all = Arrays.asList(type.getEnumConstants());
    Value<E> one = oneOf(all.get(0));
    return new Value<>(
        "comma-separated list of " + one.kind(),
        "",
        text ->
            words("").parse(text).stream()
                .map(one::parse)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(type))));
  }

  /** A digest as 64 digits in lower case; what is wrong may be the secret itself. */
  static Value<String> sha256() {
    return new Value<>(
        "sha256: and 64 hexadecimal digits",
        "",
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

  private static Duration readDuration(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text);
    try {
      if (matcher.matches()) {
        long number = Long.parseLong(matcher.group(1));
        switch (matcher.group(2)) {
          case "ms":
            return Duration.ofMillis(number);
          case "s":
            return Duration.ofSeconds(number);
          case "m":
            return Duration.ofMinutes(number);
          case "h":
            return Duration.ofHours(number);
          case "d":
            return Duration.ofDays(number);
          default:
            break;
        }
      } else {
        return Duration.parse(text);
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException("write a duration such as 250ms, 30s, 5m, 12h or 7d", e);
    }
    throw new IllegalArgumentException("write a duration such as 250ms, 30s, 5m, 12h or 7d");
  }

  private static long readBytes(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text);
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      try {
        switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
          case "", "b":
            return number;
          case "k", "kb", "kib":
            return Math.multiplyExact(number, 1024L);
          case "m", "mb", "mib":
            return Math.multiplyExact(number, 1024L * 1024);
          case "g", "gb", "gib":
            return Math.multiplyExact(number, 1024L * 1024 * 1024);
          default:
            break;
        }
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("write a smaller size", e);
      }
    }
    throw new IllegalArgumentException("write a size such as 512, 64KiB or 1MiB");
  }
}
