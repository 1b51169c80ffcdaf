package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} against the tables of the code. */
class ConfigurationDocTest {
  private static final Path DOCUMENT = Path.of("docs/configuration.md");
  private static final List<String> BUILT_IN = List.of("room", "inbox", "feed", "event");

  @Test
  void theDocumentHoldsTheTableOfTheSettings() throws IOException {
    assertHolds(settings());
  }

  @Test
  void theDocumentHoldsTheTableOfTheRates() throws IOException {
    assertHolds(rateSettings());
  }

  @Test
  void theDocumentHoldsTheTableOfTheNamespaceSettings() throws IOException {
    assertHolds(namespaceSettings());
  }

  @Test
  void theDocumentHoldsTheTableOfTheKeysOfTheApi() throws IOException {
    assertHolds(apiKeySettings());
  }

  @Test
  void theDocumentNamesNoOtherKey() throws IOException {
    List<String> known = new ArrayList<>();
    Stream.of(Setting.values()).forEach(setting -> known.add(setting.key()));
    Stream.of(RateSetting.values()).forEach(setting -> known.add(setting.key()));
    Stream.of(NamespaceSetting.values()).forEach(setting -> known.add(setting.key("NAME")));
    Stream.of(ApiKeySetting.values()).forEach(setting -> known.add(setting.key("NAME")));
    List<String> rows =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.startsWith("| `parley."))
            .map(line -> line.substring(3, line.indexOf('`', 3)))
            .toList();
    assertThat(rows).containsExactlyInAnyOrderElementsOf(known);
  }

  private static void assertHolds(String table) throws IOException {
    String document = Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "";
    assertThat(document.contains(table))
        .withFailMessage(
            "%s does not say what the code does. This is the table to put there:%n%n%s",
            DOCUMENT, table)
        .isTrue();
  }

  static String settings() {
    StringBuilder table =
        new StringBuilder("| key | value | default | meaning |\n|---|---|---|---|\n");
    for (Setting setting : Setting.values()) {
      table.append(
          row(setting.key(), setting.kind(), code(setting.defaultText()), setting.meaning()));
    }
    return table.toString();
  }

  static String rateSettings() {
    StringBuilder table =
        new StringBuilder("| key | value | default | meaning |\n|---|---|---|---|\n");
    for (RateSetting setting : RateSetting.values()) {
      table.append(
          row(setting.key(), setting.kind(), code(setting.defaultText()), setting.meaning()));
    }
    return table.toString();
  }

  static String namespaceSettings() {
    StringBuilder table =
        new StringBuilder(
            "| key | value | default | built in | meaning |\n|---|---|---|---|---|\n");
    for (NamespaceSetting setting : NamespaceSetting.values()) {
      String byDefault = setting.defaultText("any other", false);
      table.append(
          row(
              setting.key("NAME"),
              setting.kind(),
              code(byDefault),
              builtIn(setting, byDefault),
              setting.meaning()));
    }
    return table.toString();
  }

  private static String builtIn(NamespaceSetting setting, String byDefault) {
    List<String> builtIn = new ArrayList<>();
    List<String> inDevelopment = new ArrayList<>();
    for (String name : BUILT_IN) {
      String always = setting.defaultText(name, false);
      String development = setting.defaultText(name, true);
      if (!always.equals(byDefault)) {
        builtIn.add(name + " " + code(always));
      }
      if (!development.equals(always)) {
        inDevelopment.add(name + " " + code(development));
      }
    }
    return String.join(", ", builtIn)
        + (inDevelopment.isEmpty() ? "" : "; in development " + String.join(", ", inDevelopment));
  }

  static String apiKeySettings() {
    StringBuilder table = new StringBuilder("| key | value | meaning |\n|---|---|---|\n");
    for (ApiKeySetting setting : ApiKeySetting.values()) {
      table.append(row(setting.key("NAME"), setting.kind(), setting.meaning()));
    }
    return table.toString();
  }

  private static String row(String key, String... cells) {
    return "| `" + key + "` | " + String.join(" | ", cells).replace("|  |", "| |") + " |\n";
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }
}
