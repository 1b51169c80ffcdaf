package dev.parley.load.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys and values of a scenario; collects what is wrong with them instead of throwing. */
final class Settings {
  private static final Pattern DURATION = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m)?");
  private static final String EXPECT = "expect.";

  private final Map<String, String> values;
  private final Set<String> asked = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  Settings(Map<String, String> values) {
    this.values = new TreeMap<>(values);
  }

  List<String> problems() {
    return problems;
  }

  void problem(String key, String problem) {
    problems.add(key + " " + problem);
  }

  String text(String key, String otherwise) {
    asked.add(key);
    String value = values.get(key);
    return value == null || value.isBlank() ? otherwise : value.trim();
  }

  int count(String key, int otherwise, int least, int most) {
    return (int) number(key, otherwise, least, most, true);
  }

  double number(String key, double otherwise, double least, double most) {
    return number(key, otherwise, least, most, false);
  }

  private double number(String key, double otherwise, double least, double most, boolean whole) {
    String text = text(key, null);
    if (text == null) {
      return otherwise;
    }
    try {
      double value = Double.parseDouble(text.replace("_", ""));
      if (value >= least && value <= most && (!whole || value == Math.rint(value))) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    problem(
        key,
        String.format(
            "must be a %s from %.0f to %.0f, not %s",
            whole ? "whole number" : "number", least, most, text));
    return otherwise;
  }

  Duration duration(String key, String otherwise) {
    String text = text(key, otherwise);
    Matcher form = DURATION.matcher(text);
    if (!form.matches()) {
      problem(key, "must be a duration such as 500ms, 30s or 2m, not " + text);
      return Duration.ZERO;
    }
    String unit = form.group(2) == null ? "s" : form.group(2);
    double millis = unit.equals("ms") ? 1 : unit.equals("s") ? 1000 : 60_000;
    return Duration.ofMillis(Math.round(Double.parseDouble(form.group(1)) * millis));
  }

  <E extends Enum<E>> E oneOf(String key, E otherwise, Class<E> type) {
    String text = text(key, null);
    if (text == null) {
      return otherwise;
    }
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      names.add(constant.name().toLowerCase());
      if (constant.name().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    problem(key, "must be one of " + String.join(", ", names) + ", not " + text);
    return otherwise;
  }

  List<Criterion> criteria() {
    List<Criterion> criteria = new ArrayList<>();
    for (Map.Entry<String, String> entry : values.entrySet()) {
      String key = entry.getKey();
      if (!key.startsWith(EXPECT)) {
        continue;
      }
      asked.add(key);
      if (entry.getValue().isBlank()) {
        continue; // so that a criterion of the file can be taken away
      }
      Metric.of(key.substring(EXPECT.length()))
          .ifPresentOrElse(
              metric -> {
                try {
                  criteria.add(Criterion.of(metric, entry.getValue()));
                } catch (IllegalArgumentException e) {
                  problem(key, e.getMessage());
                }
              },
              () -> problem(key, "names no metric; see README.md for their names"));
    }
    return criteria;
  }

  /** To be called last: whatever was not asked for is a typing error. */
  void refuseUnknown() {
    for (String key : values.keySet()) {
      if (!asked.contains(key)) {
        problem(key, "is no key of a scenario");
      }
    }
  }
}
