package dev.parley.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads numbers that have a unit. The message of each IllegalArgumentException says what to write.
 * Holds no state.
 */
final class Quantity {
  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,18})\\s*([a-zA-Z]*)");

  private Quantity() {}

  /** Reads a duration such as {@code 30s}, or one of ISO 8601. */
  static Duration readDuration(String text) {
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

  /** Reads a number of bytes such as {@code 64KiB}. */
  static long readBytes(String text) {
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
