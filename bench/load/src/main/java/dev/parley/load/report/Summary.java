package dev.parley.load.report;

import dev.parley.load.client.Target;
import dev.parley.load.scenario.Criterion;
import dev.parley.load.scenario.Metric;
import dev.parley.load.scenario.Scenario;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is printed before and after a run. */
public final class Summary {
  private static final List<Metric> SHOWN =
      List.of(
          Metric.CONNECT_RATE,
          Metric.CONNECT_P99,
          Metric.PUBLISH_RATE,
          Metric.DELIVERY_RATE,
          Metric.P50,
          Metric.P99,
          Metric.P999,
          Metric.MAX,
          Metric.MISSING,
          Metric.DOUBLED,
          Metric.OUT_OF_ORDER,
          Metric.CLOSES,
          Metric.ERRORS,
          Metric.INTERRUPTIONS,
          Metric.NOT_RESUMED,
          Metric.INTERRUPTION_P95,
          Metric.INTERRUPTION_MAX,
          Metric.CATCH_UP_P99,
          Metric.CATCH_UP_MAX,
          Metric.LATENESS_P99,
          Metric.GENERATOR_CPU,
          Metric.COST,
          Metric.SERVER_CPU);

  private Summary() {}

  /** What is going to happen. */
  public static String head(Scenario scenario, List<Target> servers) {
    return String.format(
        Locale.ROOT,
        "%s against %s: %,d connections, %,d rooms of %,d, %,.0f messages/s in, %,.0f deliveries/s",
        scenario.name(),
        servers.stream().map(server -> server.url().toString()).collect(Collectors.joining(", ")),
        scenario.connections(),
        scenario.rooms(),
        scenario.members(),
        scenario.publishRate(),
        scenario.deliveryRate());
  }

  /** What came of it. */
  public static String of(Outcome outcome) {
    StringBuilder out = new StringBuilder("\n");
    for (Metric metric : SHOWN) {
      line(out, metric.key(), outcome.value(metric), metric.unit().sign());
    }
    outcome.closes(false).forEach((how, count) -> line(out, "closed: " + how, count, ""));
    outcome.closes(true).forEach((how, count) -> line(out, "faulty closed: " + how, count, ""));
    outcome.errors(false).forEach((how, count) -> line(out, "error: " + how, count, ""));
    outcome.errors(true).forEach((how, count) -> line(out, "faulty error: " + how, count, ""));
    out.append('\n');
    for (Criterion criterion : outcome.scenario().criteria()) {
      String value = String.format(Locale.ROOT, "%,.2f", outcome.value(criterion.metric()));
      out.append(outcome.holds(criterion) ? "held      " : "NOT HELD  ").append(criterion);
      out.append("   (").append(value.replaceFirst("\\.00$", "")).append(")\n");
    }
    outcome.doubts().forEach(doubt -> out.append("Note: ").append(doubt).append('\n'));
    return out.toString();
  }

  private static void line(StringBuilder out, String name, double value, String unit) {
    String number = String.format(Locale.ROOT, "%,.2f", value).replaceFirst("\\.00$", "");
    out.append(String.format(Locale.ROOT, "%-20s %15s %s%n", name, number, unit));
  }
}
