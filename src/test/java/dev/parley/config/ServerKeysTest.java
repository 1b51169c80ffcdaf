package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys that the server reads, and not Parley. */
class ServerKeysTest {
  private static final Pattern KEY =
      Pattern.compile("(?:\\$\\{|variable name=\")(parley\\.[a-z.-]+)[}\"]");

  private static ParleyConfig with(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return ParleyConfig.of(values);
  }

  @Test
  void thoseOfTheFilesAreKnownAndDocumented() throws IOException {
    Set<String> found = new TreeSet<>();
    for (String file : new String[] {"server.xml", "tls.xml"}) {
      Matcher matcher = KEY.matcher(Files.readString(Path.of(file)));
      while (matcher.find()) {
        found.add(matcher.group(1));
      }
    }
    assertThat(Keys.OF_THE_SERVER).containsExactlyInAnyOrderElementsOf(found);
    found.remove("parley.tls.read");
    String operations = Files.readString(Path.of("docs/operations.md"));
    assertThat(found).allSatisfy(key -> assertThat(operations).contains("`" + key + "`"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "parley.tls.keystor",
        "parley.tls.keystore.password",
        "parley.tsl",
        "parley.http.prot",
        "parley.https",
        "parley.db.ur"
      })
  @DisplayName("[H4] a misspelt key of the server stops the start")
  void misspelt(String key) {
    assertThatThrownBy(() -> with(key, "x")).hasMessageContaining(key + ": there is no such key");
  }

  @ParameterizedTest
  @CsvSource({"tsl.xml", "on", "true", "OFF", "tls.xml"})
  @DisplayName("[H4] a value that names no file which was read stops the start")
  void notRead(String value) {
    assertThatThrownBy(
            () -> with("parley.tls", value, "parley.tls.keystore", "a", "parley.tls.password", "b"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("parley.tls=" + value + ": the server has read no such file");
  }

  @Test
  @DisplayName("[H4] a key store without parley.tls, and parley.tls without one, stop the start")
  void incomplete() {
    for (String[] off : new String[][] {{}, {"parley.tls", "off"}}) {
      assertThatCode(() -> with(off)).doesNotThrowAnyException();
    }
    assertThatThrownBy(() -> with("parley.tls", "off", "parley.tls.keystore", "/run/secrets/a.p12"))
        .hasMessageContaining("parley.tls.keystore is set, but parley.tls is off");
    assertThatThrownBy(() -> with("parley.tls.keystore", "/run/secrets/a.p12"))
        .hasMessageContaining("write parley.tls=tls.xml");
    assertThatThrownBy(() -> with("parley.tls", "tls.xml", "parley.tls.read", "true"))
        .hasMessageContaining("needs parley.tls.keystore")
        .hasMessageContaining("needs parley.tls.password");
  }

  @Test
  @DisplayName("[H4] a key store that cannot be read stops the start")
  void keyStore(@TempDir Path folder) throws IOException {
    Path keyStore = Files.createFile(folder.resolve("parley.p12"));
    for (String path : List.of(keyStore.toString(), "relative.p12", "${server.config.dir}/a.p12")) {
      assertThatCode(() -> withKeyStore(path)).doesNotThrowAnyException();
    }
    Files.delete(keyStore);
    assertThatThrownBy(() -> withKeyStore(keyStore.toString()))
        .hasMessageContaining("parley.tls.keystore=" + keyStore + ": it cannot be read")
        .hasMessageNotContaining("secret");
  }

  private static ParleyConfig withKeyStore(String path) {
    return with(
        "parley.tls", "tls.xml",
        "parley.tls.read", "true",
        "parley.tls.keystore", path,
        "parley.tls.password", "secret");
  }
}
