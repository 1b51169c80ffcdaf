package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares {@code docs/configuration.md} with the keys of the code. */
class ConfigurationDocTest {
  private static final Path DOCUMENT = Path.of("docs/configuration.md");
  private static final List<String> BUILT_IN = List.of("room", "inbox", "feed", "event");

  static List<KeyTable> tables() {
    return ParleyConfig.TABLES;
  }

  @ParameterizedTest
  @MethodSource("tables")
  void documentHasTheTable(KeyTable table) throws IOException {
    StringBuilder text =
        new StringBuilder("| key | value | default | meaning |\n|---|---|---|---|\n");
    for (Key<?> key : table.keys()) {
      text.append(row(key.name(), key.type().kind(), code(key.defaultText()), key.meaning()));
    }
    assertDocumentContains(text.toString());
  }

  @Test
  void documentHasTheTableOfNamespaces() throws IOException {
    StringBuilder table =
        new StringBuilder(
            "| key | value | default | built in | meaning |\n|---|---|---|---|---|\n");
    for (Key<?> key : NamespaceKeys.TABLE.keys()) {
      table.append(
          row(
              key.name(),
              key.type().kind(),
              code(key.defaultText()),
              builtInDefaults(key),
              key.meaning()));
    }
    assertDocumentContains(table.toString());
  }

  @Test
  void documentHasTheTableOfApiKeys() throws IOException {
    StringBuilder table = new StringBuilder("| key | value | meaning |\n|---|---|---|\n");
    for (Key<?> key : SecurityKeys.API_KEY_TABLE.keys()) {
      table.append(row(key.name(), key.type().kind(), key.meaning()));
    }
    assertDocumentContains(table.toString());
  }

  @Test
  void documentNamesNoOtherKey() throws IOException {
    List<String> known =
        Stream.concat(tables().stream(), Stream.of(NamespaceKeys.TABLE, SecurityKeys.API_KEY_TABLE))
            .flatMap(table -> table.keys().stream())
            .map(Key::name)
            .toList();
    List<String> rows =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.startsWith("| `parley."))
            .map(line -> line.substring(3, line.indexOf('`', 3)))
            .toList();
    assertThat(rows).containsExactlyInAnyOrderElementsOf(known);
  }

  private static void assertDocumentContains(String table) throws IOException {
    assertThat(Files.readString(DOCUMENT).contains(table))
        .withFailMessage(
            "%s differs from the code. This is the table to put there:%n%n%s", DOCUMENT, table)
        .isTrue();
  }

  private static String builtInDefaults(Key<?> key) {
    List<String> builtIn = new ArrayList<>();
    List<String> inDevelopment = new ArrayList<>();
    for (String name : BUILT_IN) {
      String always = NamespaceKeys.of(name, false, key).defaultText();
      String development = NamespaceKeys.of(name, true, key).defaultText();
      if (!always.equals(key.defaultText())) {
        builtIn.add(name + " " + code(always));
      }
      if (!development.equals(always)) {
        inDevelopment.add(name + " " + code(development));
      }
    }
    return String.join(", ", builtIn)
        + (inDevelopment.isEmpty() ? "" : "; in development " + String.join(", ", inDevelopment));
  }

  private static String row(String key, String... cells) {
    return "| `" + key + "` | " + String.join(" | ", cells).replace("|  |", "| |") + " |\n";
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }
}
