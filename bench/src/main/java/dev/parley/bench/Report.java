package dev.parley.bench;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rows of named figures: printed as a table, written as JSON. */
final class Report {
  private final String name;
  private final List<Map<String, Object>> rows = new ArrayList<>();

  Report(String name) {
    this.name = name;
  }

  /** Names and values by turns; each row has the same names. */
  void row(Object... cells) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i += 2) {
      row.put((String) cells[i], cells[i + 1]);
    }
    rows.add(row);
  }

  List<Map<String, Object>> rows() {
    return rows;
  }

  /** Prints, and writes {@code target/NAME.json}. */
  void publish() throws IOException {
    System.out.println(table());
    Path file = Path.of("target", name + ".json");
    Files.createDirectories(file.getParent());
    try (JsonGenerator json = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
      json.useDefaultPrettyPrinter();
      json.writeStartArray();
      for (Map<String, Object> row : rows) {
        json.writeStartObject();
        for (Map.Entry<String, Object> cell : row.entrySet()) {
          json.writeFieldName(cell.getKey());
          if (cell.getValue() instanceof Number number) {
            json.writeNumber(String.valueOf(number));
          } else {
            json.writeString(String.valueOf(cell.getValue()));
          }
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    System.out.println("Written to " + file);
  }

  private String table() {
    StringBuilder text = new StringBuilder();
    List<String> names = List.copyOf(rows.get(0).keySet());
    text.append("| ").append(String.join(" | ", names)).append(" |\n");
    text.append("|---".repeat(names.size())).append("|\n");
    for (Map<String, Object> row : rows) {
      text.append('|');
      names.forEach(column -> text.append(' ').append(shown(row.get(column))).append(" |"));
      text.append('\n');
    }
    return text.toString();
  }

  private static String shown(Object value) {
    if (!(value instanceof Double number)) {
      return String.valueOf(value);
    }
    return number < 100
        ? String.format(Locale.ROOT, "%.2f", number)
        : String.format(Locale.ROOT, "%,.0f", number);
  }
}
