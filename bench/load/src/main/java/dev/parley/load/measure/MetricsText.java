package dev.parley.load.measure;

import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;

/** Reads single figures out of Prometheus' text form. */
final class MetricsText {
  private final String text;

  MetricsText(String text) {
    this.text = text;
  }

  /**
   * The figure of a name.
   *
   * @param label a part of the labels that must be there; empty for any
   * @param several what to do with several of them, such as a sum
   * @return NaN if there is none
   */
  double value(String name, String label, DoubleBinaryOperator several) {
    double found = Double.NaN;
    for (String line : text.split("\n")) {
      if (!line.startsWith(name) || line.length() == name.length()) {
        continue;
      }
      char after = line.charAt(name.length());
      if (after != ' ' && after != '{' || !line.contains(label)) {
        continue;
      }
      String[] words = line.substring(line.lastIndexOf('}') + 1).trim().split(" ");
      double value = Double.parseDouble(words[after == ' ' ? 1 : 0]);
      found = Double.isNaN(found) ? value : several.applyAsDouble(found, value);
    }
    return found;
  }

  /**
   * All of it.
   *
   * @param rss resident memory, which the text does not have
   * @param cpuOfProcess processors in use, if they are known otherwise
   * @param before the sample before this one
   * @param seconds between the two
   */
  ServerSample sample(double rss, double cpuOfProcess, ServerSample before, double seconds) {
    double cpuNanos = value("process_cpu_time_ns_total", "", Double::max);
    double used = (cpuNanos - before.cpuNanos()) / 1e9 / seconds;
    double share = value("process_cpu_usage", "", Double::max);
    double processors = value("system_cpu_count", "", Double::max);
    return new ServerSample(
        0,
        first(cpuOfProcess, used, share * processors),
        cpuNanos,
        rss,
        value("jvm_memory_used_bytes", "area=\"heap\"", Double::sum),
        1000 * value("jvm_gc_pause_seconds_sum", "", Double::sum),
        1000 * value("jvm_gc_pause_seconds_max", "", Double::max),
        value("jvm_threads_live_threads", "", Double::max));
  }

  private static double first(double... values) {
    return DoubleStream.of(values).filter(v -> !Double.isNaN(v)).findFirst().orElse(Double.NaN);
  }
}
