package dev.parley.load.report;

import java.util.Locale;
import java.util.Map;

/** Writes values as JSON: maps, iterables, numbers, truth values, text. NaN becomes null. */
final class JsonText {
  private JsonText() {}

  static String of(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out, 0);
    return out.append('\n').toString();
  }

  private static void write(Object value, StringBuilder out, int depth) {
    if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator);
        line(out, depth + 1);
        text(String.valueOf(entry.getKey()), out);
        out.append(": ");
        write(entry.getValue(), out, depth + 1);
        separator = ",";
      }
      out.append(map.isEmpty() ? "{}" : "");
      close('}', map.isEmpty(), out, depth);
    } else if (value instanceof Iterable<?> values) {
      String separator = "[";
      for (Object each : values) {
        out.append(separator);
        line(out, depth + 1);
        write(each, out, depth + 1);
        separator = ",";
      }
      out.append(separator.equals("[") ? "[]" : "");
      close(']', separator.equals("["), out, depth);
    } else if (value instanceof Double number) {
      out.append(number(number));
    } else if (value instanceof Number || value instanceof Boolean || value == null) {
      out.append(value);
    } else {
      text(value.toString(), out);
    }
  }

  private static void close(char sign, boolean empty, StringBuilder out, int depth) {
    if (!empty) {
      line(out, depth);
      out.append(sign);
    }
  }

  private static void line(StringBuilder out, int depth) {
    out.append('\n').append("  ".repeat(depth));
  }

  private static String number(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return "null";
    }
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : String.format(Locale.ROOT, "%.3f", number);
  }

  private static void text(String text, StringBuilder out) {
    out.append('"');
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
