package dev.parley.load.report;

import dev.parley.load.measure.Second;
import dev.parley.load.report.Plot.Point;
import dev.parley.load.scenario.Criterion;
import dev.parley.load.scenario.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** The result as a page for people: one file, without scripts, light or dark as they like it. */
public final class HtmlPage {
  private static final double MEGABYTE = 1 << 20;

  private final Outcome outcome;
  private final StringBuilder out = new StringBuilder();

  private HtmlPage(Outcome outcome) {
    this.outcome = outcome;
  }

  /** Writes it. */
  public static void write(Outcome outcome, String started, Path file) throws IOException {
    HtmlPage page = new HtmlPage(outcome);
    page.head(started);
    page.criteria();
    page.plots();
    page.metrics();
    page.table("Connections of healthy clients that were ended", outcome.closes(false));
    page.table("Connections of faulty clients that were ended", outcome.closes(true));
    page.table("Errors", outcome.errors(false));
    page.table("Errors of faulty clients", outcome.errors(true));
    page.table("Scenario", ResultFile.record(outcome.scenario()));
    page.out.append("</main></body></html>\n");
    Files.writeString(file, page.out);
  }

  private void head(String started) throws IOException {
    String name = escape(outcome.scenario().name());
    try (InputStream style = HtmlPage.class.getResourceAsStream("/page.css")) {
      out.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
      out.append(name).append("</title><style>");
      out.append(new String(style.readAllBytes(), StandardCharsets.UTF_8));
    }
    out.append("</style></head><body><main><h1>").append(name).append("</h1><p>");
    out.append(escape(outcome.scenario().description())).append("</p><p>").append(started);
    out.append("</p>\n");
    for (String doubt : outcome.doubts()) {
      out.append("<p class=\"no\">").append(escape(doubt)).append("</p>\n");
    }
  }

  private void criteria() {
    out.append("<table><tr><th>criterion</th><th>measured</th><th></th></tr>");
    for (Criterion criterion : outcome.scenario().criteria()) {
      boolean holds = outcome.holds(criterion);
      row(
          escape(criterion.toString()),
          number(outcome.value(criterion.metric())),
          holds ? "<b class=\"yes\">held</b>" : "<b class=\"no\">not held</b>");
    }
    out.append("</table>\n");
  }

  private void plots() {
    out.append(percentiles());
    out.append(new Plot("deliveries per second").line("", of(Second::deliveries)).svg());
    out.append(
        new Plot("latency, ms").line("p50", of(Second::p50)).line("p99", of(Second::p99)).svg());
    out.append(
        new Plot("latency of faulty clients, ms: p99").line("", of(Second::faultyP99)).svg());
    out.append(new Plot("clients").line("", of(Second::ready)).svg());
    out.append(new Plot("server: processors").line("", of(s -> s.server().cpu())).svg());
    out.append(
        new Plot("server: memory, MB")
            .line("resident", of(s -> s.server().rss() / MEGABYTE))
            .line("used heap", of(s -> s.server().heap() / MEGABYTE))
            .svg());
    out.append(new Plot("server: time in GC, ms").line("", of(s -> s.server().gcMillis())).svg());
  }

  private String percentiles() {
    Histogram latency = outcome.series().healthy();
    Plot plot = new Plot("latency by percentile, ms");
    plot.line(
        "",
        ResultFile.percentiles(latency).stream()
            .map(pair -> new Point(nines(Math.min(pair.get(0), 99.999)), pair.get(1)))
            .toList());
    for (String mark : List.of("0", "50", "90", "99", "99.9", "99.99", "99.999")) {
      plot.mark(nines(Double.parseDouble(mark)), mark + " %");
    }
    return plot.svg();
  }

  /** Where a percentile stands on an axis on which every nine takes the same space. */
  private static double nines(double percentile) {
    return -Math.log10(1 - percentile / 100);
  }

  private List<Point> of(ToDoubleFunction<Second> figure) {
    return outcome.series().seconds().stream()
        .map(second -> new Point(second.at(), figure.applyAsDouble(second)))
        .toList();
  }

  private void metrics() {
    out.append("<h2>All metrics</h2><table>");
    for (Metric metric : Metric.values()) {
      String value = number(outcome.value(metric)) + " " + metric.unit().sign();
      row(metric.key(), value, escape(metric.meaning()));
    }
    out.append("</table>\n");
  }

  private void table(String title, Map<String, ?> table) {
    if (!table.isEmpty()) {
      out.append("<h2>").append(title).append("</h2><table>");
      table.forEach((key, value) -> row(escape(key), escape(String.valueOf(value)), ""));
      out.append("</table>\n");
    }
  }

  private void row(String first, String second, String third) {
    out.append("<tr><td>").append(first).append("</td><td>").append(second);
    out.append("</td><td>").append(third).append("</td></tr>\n");
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "&ndash;" : Plot.number(value);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
