package dev.parley.bench;

import java.time.Duration;
import java.util.List;

/**
 * How long to measure, from a command line: rounds, seconds, {@code h2} or {@code postgresql}.
 *
 * @param arguments as given
 */
record Options(String[] arguments) {
  static Options of(String[] arguments) {
    return new Options(arguments);
  }

  int rounds(int otherwise) {
    return arguments.length > 0 ? Integer.parseInt(arguments[0]) : otherwise;
  }

  Duration time(double otherwiseSeconds) {
    double seconds = arguments.length > 1 ? Double.parseDouble(arguments[1]) : otherwiseSeconds;
    return Duration.ofMillis((long) (1000 * seconds));
  }

  /** Opened one after the other, when asked for. */
  Iterable<Store> stores() {
    String only = arguments.length > 2 ? arguments[2] : "";
    List<String> names = only.isEmpty() ? List.of("h2", "postgresql") : List.of(only);
    return () -> names.stream().map(Options::open).iterator();
  }

  private static Store open(String name) {
    return switch (name) {
      case "h2" -> Store.h2();
      case "postgresql" -> Store.postgresql();
      default -> throw new IllegalArgumentException("no such database: " + name);
    };
  }
}
