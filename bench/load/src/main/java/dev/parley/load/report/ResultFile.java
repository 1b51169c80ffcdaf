package dev.parley.load.report;

import dev.parley.load.measure.Second;
import dev.parley.load.scenario.Metric;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** The result as JSON, for programs to read. */
public final class ResultFile {
  private static final int TICKS_PER_HALF = 5;

  private ResultFile() {}

  /** Writes it. */
  public static void write(Outcome outcome, String started, Path file) throws IOException {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("scenario", record(outcome.scenario()));
    result.put("started", started);
    result.put("success", outcome.success());
    result.put("criteria", criteria(outcome));
    result.put("doubts", outcome.doubts());
    Map<String, Object> metrics = new LinkedHashMap<>();
    for (Metric metric : Metric.values()) {
      metrics.put(metric.key(), outcome.value(metric));
    }
    result.put("metrics", metrics);
    result.put("closes", outcome.closes(false));
    result.put("errors", outcome.errors(false));
    result.put("faulty", faulty(outcome));
    result.put("interruptions", interruptions(outcome));
    result.put("generator", generator(outcome));
    result.put("percentiles", percentiles(outcome.series().healthy()));
    result.put("seconds", outcome.series().seconds().stream().map(ResultFile::second).toList());
    Files.writeString(file, JsonText.of(result));
  }

  private static List<Object> criteria(Outcome outcome) {
    return outcome.scenario().criteria().stream()
        .<Object>map(
            criterion -> {
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("criterion", criterion.toString());
              fields.put("value", outcome.value(criterion.metric()));
              fields.put("holds", outcome.holds(criterion));
              return fields;
            })
        .toList();
  }

  private static Map<String, Object> faulty(Outcome outcome) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("deliveries", outcome.meters().sum(m -> m.faulty.deliveries()));
    fields.put("recoveries", outcome.meters().sum(m -> m.recovered));
    fields.put("closes", outcome.closes(true));
    fields.put("errors", outcome.errors(true));
    fields.put("percentiles", percentiles(outcome.series().faulty()));
    return fields;
  }

  private static Map<String, Object> interruptions(Outcome outcome) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(
        "last-resumed",
        outcome.meters().all().stream().mapToLong(m -> m.lastResumed).max().orElse(0));
    fields.put("percentiles", percentiles(outcome.meters().merged(m -> m.interruption)));
    fields.put("catch-up-percentiles", percentiles(outcome.meters().merged(m -> m.catchUp)));
    return fields;
  }

  private static Map<String, Object> generator(Outcome outcome) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("transport", outcome.generatorUse().loops().kind());
    fields.put("threads", outcome.generatorUse().loops().size());
    fields.put("gc-ms", outcome.generatorUse().gcMillis());
    fields.put("frames-in", outcome.meters().sum(m -> m.framesIn));
    fields.put("pings-answered", outcome.meters().sum(m -> m.pings));
    fields.put("pushes-read-slowly", outcome.meters().sum(m -> m.unfamiliar));
    return fields;
  }

  /** Pairs of a percentile and its latency in ms. */
  static List<List<Double>> percentiles(Histogram histogram) {
    List<List<Double>> points = new java.util.ArrayList<>();
    if (histogram.getTotalCount() > 0) {
      for (HistogramIterationValue value : histogram.percentiles(TICKS_PER_HALF)) {
        points.add(
            List.of(value.getPercentileLevelIteratedTo(), value.getValueIteratedTo() / 1000.0));
      }
    }
    return points;
  }

  private static Map<String, Object> second(Second second) {
    Map<String, Object> fields = record(second);
    fields.put("server", record(second.server()));
    return fields;
  }

  /** The components of a record by their names. */
  static Map<String, Object> record(Record of) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (RecordComponent component : of.getClass().getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(of);
        if (value instanceof Duration duration) {
          fields.put(component.getName(), duration.toMillis() / 1000.0);
        } else if (value instanceof Record inner) {
          fields.put(component.getName(), record(inner));
        } else {
          fields.put(component.getName(), value);
        }
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("a public record can be read", e);
      }
    }
    return fields;
  }
}
