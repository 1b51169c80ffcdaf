package dev.parley.load.scenario;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a metric must be for the run to count as a success, such as {@code p99 <= 100 ms}. */
public record Criterion(Metric metric, Comparison comparison, double limit) {
  private static final Pattern FORM =
      Pattern.compile("(<=|>=|<|>|=)?\\s*([0-9]+(?:\\.[0-9]+)?)\\s*(s|ms|us|k|m|KiB|MiB|GiB)?");

  /** How a value stands to the limit. */
  public enum Comparison {
    AT_MOST("<="),
    AT_LEAST(">="),
    BELOW("<"),
    ABOVE(">"),
    EQUAL("=");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    private static Comparison of(String sign) {
      for (Comparison comparison : values()) {
        if (comparison.sign.equals(sign)) {
          return comparison;
        }
      }
      return EQUAL;
    }
  }

  /**
   * Reads a criterion.
   *
   * @throws IllegalArgumentException with what would be right
   */
  public static Criterion of(Metric metric, String text) {
    Matcher form = FORM.matcher(text.trim());
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "must be a comparison and a number, such as \"<= 100ms\", \">= 1m\" or \"0\"");
    }
    double limit = Double.parseDouble(form.group(2)) * factor(metric.unit(), form.group(3));
    return new Criterion(metric, Comparison.of(form.group(1)), limit);
  }

  private static double factor(Metric.Unit unit, String suffix) {
    if (suffix == null) {
      return 1;
    }
    boolean time = unit == Metric.Unit.MILLIS || unit == Metric.Unit.MICROS;
    double millis = unit == Metric.Unit.MICROS ? 1000 : 1;
    return switch (suffix) {
      case "s" -> fitting(time, suffix, 1000 * millis);
      case "ms" -> fitting(time, suffix, millis);
      case "us" -> fitting(time, suffix, millis / 1000);
      case "k" -> fitting(!time, suffix, 1e3);
      case "m" -> fitting(!time, suffix, 1e6);
      case "KiB" -> fitting(unit == Metric.Unit.BYTES, suffix, 1 << 10);
      case "MiB" -> fitting(unit == Metric.Unit.BYTES, suffix, 1 << 20);
      default -> fitting(unit == Metric.Unit.BYTES, suffix, 1 << 30);
    };
  }

  private static double fitting(boolean fits, String suffix, double factor) {
    if (!fits) {
      throw new IllegalArgumentException("the unit " + suffix + " does not fit this metric");
    }
    return factor;
  }

  /** Whether a value meets it; a value that was not measured (NaN) does not. */
  public boolean holds(double value) {
    return switch (comparison) {
      case AT_MOST -> value <= limit;
      case AT_LEAST -> value >= limit;
      case BELOW -> value < limit;
      case ABOVE -> value > limit;
      case EQUAL -> value == limit;
    };
  }

  @Override
  public String toString() {
    String number = limit == Math.rint(limit) ? Long.toString((long) limit) : "" + limit;
    return (metric.key() + " " + comparison.sign + " " + number + " " + metric.unit().sign())
        .trim();
  }
}
