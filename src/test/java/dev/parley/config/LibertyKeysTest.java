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

/** The keys that only the servers read. */
class LibertyKeysTest {
  private static final Pattern KEY =
      Pattern.compile("(?:\\$\\{|variable name=\")(parley\\.[a-z.-]+)[}:\"]");

  private static ParleyConfig with(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return ParleyConfig.of(values);
  }

  @Test
  void keysOfTheServerFilesAreKnownAndDocumented() throws IOException {
    Set<String> found = new TreeSet<>();
    for (String file : new String[] {"server.xml", "tls.xml", "deploy/wildfly/parley.cli"}) {
      Matcher matcher = KEY.matcher(Files.readString(Path.of(file)));
      while (matcher.find()) {
        found.add(matcher.group(1));
      }
    }
    assertThat(LibertyCheck.KEYS).containsExactlyInAnyOrderElementsOf(found);
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
  void misspeltKeyStopsTheStart(String key) {
    assertThatThrownBy(() -> with(key, "x")).hasMessageContaining(key + ": there is no such key");
  }

  @ParameterizedTest
  @CsvSource({"tsl.xml", "on", "true", "OFF", "tls.xml"})
  @DisplayName("[H4] a value that names a file which the server has not read stops the start")
  void fileThatWasNotReadStopsTheStart(String value) {
    assertThatThrownBy(
            () -> with("parley.tls", value, "parley.tls.keystore", "a", "parley.tls.password", "b"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("parley.tls=" + value + ": the server has read no such file");
  }

  @Test
  @DisplayName("[H4] a key store without parley.tls, and parley.tls without one, stop the start")
  void incompleteTlsStopsTheStart() {
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
  void unreadableKeyStoreStopsTheStart(@TempDir Path folder) throws IOException {
    Path keyStore = Files.createFile(folder.resolve("parley.p12"));
    for (String path : List.of(keyStore.toString(), "relative.p12", "${server.config.dir}/a.p12")) {
      assertThatCode(() -> withKeyStore(path)).doesNotThrowAnyException();
    }
    Files.delete(keyStore);
    assertThatThrownBy(() -> withKeyStore(keyStore.toString()))
        .hasMessageContaining("parley.tls.keystore=" + keyStore + ": it cannot be read")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "parley.db.password, 'a${b}c'",
    "parley.db.password, 'secret${'",
    "parley.db.password, '{xor}Lz4sLChvLTs='",
    "parley.db.password, '{AES}x'",
    "parley.db.password, '{anything}x'",
    "parley.db.password, '{}secret'"
  })
  @DisplayName("[O6] a password that Open Liberty would change stops the start, and is not shown")
  void passwordThatLibertyChangesStopsTheStart(String key, String password) {
    assertThatThrownBy(() -> with(key, password))
        .hasMessageContaining(key + ": Open Liberty would change it")
        .hasMessageNotContaining(password);
    assertThatThrownBy(
            () ->
                with(
                    "parley.tls", "tls.xml",
                    "parley.tls.read", "true",
                    "parley.tls.keystore", "relative.p12",
                    "parley.tls.password", password))
        .hasMessageContaining("parley.tls.password: Open Liberty would change it")
        .hasMessageNotContaining(password);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a$b", "$1", "a{b}", "{a", "}", " a ", "a,b&<'\"> \\", "$$", "$(a)"})
  @DisplayName("[O6] any other password is accepted")
  void otherPasswordsAreAccepted(String password) {
    assertThatCode(() -> with("parley.db.password", password)).doesNotThrowAnyException();
  }

  @Test
  @DisplayName(
      "[O7] a file of a password of the server cannot be named by a key, and is in the folder of server.xml")
  void fileOfAServerPasswordIsRefused() {
    assertThatThrownBy(() -> with("parley.db.password-file", "/run/secrets/db"))
        .hasMessageContaining("parley.db.password-file: ")
        .hasMessageContaining("variables/parley.db.password beside server.xml");
    assertThatThrownBy(
            () ->
                new ParleyConfig(
                    ConfigurationSource.of(Map.of("parley.db.password", "of the file")),
                    Set.of(),
                    Map.of("PARLEY_DB_PASSWORD", "of the environment")))
        .hasMessageContaining("parley.db.password is set twice")
        .hasMessageNotContaining("of the ");
  }

  @ParameterizedTest
  @CsvSource({
    "parley.http.port, many, write a whole number",
    "parley.http.port, 65536, write a number from -1",
    "parley.https.port, tcp://10.0.0.1:9443, write a whole number",
    "parley.db.connections, 0, write a number from 1"
  })
  void wrongNumberStopsTheStart(String key, String value, String message) {
    assertThatThrownBy(() -> with(key, value))
        .hasMessageContaining(key + "=" + value + ": " + message);
    assertThatCode(
            () -> with("parley.http.port", "${parley.https.port-1}", "parley.https.port", "-1"))
        .doesNotThrowAnyException();
  }

  private static ParleyConfig withKeyStore(String path) {
    return with(
        "parley.tls", "tls.xml",
        "parley.tls.read", "true",
        "parley.tls.keystore", path,
        "parley.tls.password", "secret");
  }
}
