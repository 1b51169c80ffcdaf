package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets: byte for byte, from a setting or from a file, or no start. */
class SecretsTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String HASH = "sha256:" + "0123456789abcdef".repeat(4);

  @TempDir private Path folder;

  /** As a server reads it, with all that MicroProfile Config does by itself. */
  private static ParleyConfig microProfile(String... keysAndValues) {
    Map<String, String> values = new HashMap<>(Map.of("known", "expanded"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new ParleyConfig(
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(new PropertiesConfigSource(values, "test", 100))
            .build());
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("secret"), text).toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${known}",
        "${nobody.knows}",
        "${nobody:knows}",
        "${a::b}",
        "${",
        "${}",
        "}${",
        "$${known}",
        "\\${known}",
        "$1$$",
        "\\",
        "\\n",
        "{xor}Lz4s",
        "%known%",
        "a,b",
        "'\"<&#"
      })
  @DisplayName("[O6] a secret is read byte for byte, also when it looks like an expression")
  void readsSecretsByteForByte(String part) {
    String secret = SECRET + part + SECRET;
    ParleyConfig config =
        microProfile(
            "parley.token.hmac-secret", " " + secret + " ",
            "parley.cluster.secret", part + secret,
            "parley.api.key", secret);
    assertThat(config.get(SecurityKeys.TOKEN_HMAC_SECRET)).isEqualTo(" " + secret + " ");
    assertThat(config.get(ClusterKeys.SECRET)).isEqualTo(part + secret);
    assertThat(config.get(SecurityKeys.API_KEY)).isEqualTo(secret);
  }

  @Test
  @DisplayName("[O6] the hash of a key with an expression stops the start")
  void messageDoesNotShowAWrongHash() {
    assertThatThrownBy(
            () ->
                microProfile(
                    "hash", HASH,
                    "parley.api.keys", "billing",
                    "parley.api.key.billing.hash", "${hash}",
                    "parley.api.key.billing.rights", "read"))
        .hasMessageContaining("parley.api.key.billing.hash: write sha256:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${nobody.knows}", "a${nobody.knows}b", "${", "${}"})
  @DisplayName("[O6] another value that refers to a missing setting stops the start")
  void wrongExpressionStopsTheStart(String value) {
    assertThatThrownBy(() -> microProfile("parley.node.name", value))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("parley.node.name=" + value + ": ${…} stands for another setting");
    assertThat(microProfile("parley.node.name", "a-${known}").get(ServerKeys.NODE_NAME))
        .isEqualTo("a-expanded");
    assertThat(microProfile("parley.node.name", "a-\\${known}").get(ServerKeys.NODE_NAME))
        .isEqualTo("a-${known}");
    assertThat(microProfile("parley.node.name", "${nobody.knows:}").get(ServerKeys.NODE_NAME))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {" a", "a ", "a\n", "a\tb", "\u00fc", "a\u007f"})
  @DisplayName("[O6] a key of the API that a header cannot carry stops the start")
  void refusesKeysThatAHeaderChanges(String key) {
    assertThatThrownBy(() -> microProfile("parley.api.key", key))
        .hasMessageContaining("parley.api.key must be of printable ASCII")
        .hasMessageNotContaining("API_KEY=" + key);
    assertThat(microProfile("parley.api.key", "a b").get(SecurityKeys.API_KEY)).isEqualTo("a b");
  }

  @Test
  @DisplayName("[O6] a secret that the locale of the process cannot decode stops the start")
  void refusesOtherLocales() {
    String lost = SECRET + "\uFFFD\uFFFD";
    assertThatThrownBy(
            () ->
                new ParleyConfig(
                    ConfigurationSource.of(Map.of("parley.token.hmac-secret", lost)),
                    Set.of(),
                    Map.of("PARLEY_TOKEN_HMAC_SECRET", lost)))
        .hasMessageContaining("parley.token.hmac-secret: it has characters beyond ASCII")
        .hasMessageContaining("LANG=C.UTF-8")
        .hasMessageNotContaining(SECRET);
    assertThatCode(() -> SecretText.checkDecoded("\u00fc", "UTF-8")).doesNotThrowAnyException();
    assertThatCode(() -> SecretText.checkDecoded("a", "US-ASCII")).doesNotThrowAnyException();
    assertThatThrownBy(() -> SecretText.checkDecoded("\u00fc", "ISO-8859-1"))
        .hasMessageContaining("LANG");
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "'\n', ''", "'\r\n', ''", "'\n\n', '\n'", "' \n', ' '", "'${a}\n', '${a}'"})
  @DisplayName("[O7] a secret is the whole file without one line break at its end")
  void readsSecretsFromFiles(String end, String kept) throws IOException {
    String file = file(SECRET + "\u00fc" + end);
    ParleyConfig config =
        microProfile("parley.token.hmac-secret-file", file, "parley.cluster.secret-file", file);
    assertThat(config.get(SecurityKeys.TOKEN_HMAC_SECRET)).isEqualTo(SECRET + "\u00fc" + kept);
    assertThat(config.get(ClusterKeys.SECRET)).isEqualTo(SECRET + "\u00fc" + kept);
  }

  @Test
  @DisplayName("[O7] each secret may be in a file, also the hashes of keys of the API")
  void readsEachSecretFromAFile() throws IOException {
    ParleyConfig config =
        microProfile(
            "parley.api.key-file",
            file(SECRET),
            "parley.api.keys",
            "billing",
            "parley.api.key.billing.hash-file",
            Files.writeString(folder.resolve("hash"), HASH + "\n").toString(),
            "parley.api.key.billing.rights",
            "read");
    assertThat(config.get(SecurityKeys.API_KEY)).isEqualTo(SECRET);
    assertThat(config.apiKeys()).extracting(ApiKey::sha256).containsExactly(HASH.substring(7));
  }

  @Test
  @DisplayName("[O7] a missing file, or one without a secret, stops the start")
  void wrongFileStopsTheStart() throws IOException {
    String key = "parley.token.hmac-secret-file";
    String missing = folder.resolve("missing").toString();
    assertThatThrownBy(() -> microProfile(key, missing))
        .hasMessageContaining(key + "=" + missing + ": there is no such file");
    assertThatThrownBy(() -> microProfile(key, folder.toString()))
        .hasMessageContaining(key + "=" + folder + ": the file cannot be read");
    for (String empty : new String[] {"", "\n", "\r\n"}) {
      assertThatThrownBy(() -> microProfile(key, file(empty)))
          .hasMessageContaining(": the file is empty");
    }
    assertThatThrownBy(() -> microProfile(key, file("x".repeat(64 * 1024 + 1))))
        .hasMessageContaining(": the file has more than 64 KiB");
    String binary =
        Files.write(
                folder.resolve("binary"), (SECRET + "\u00fc").getBytes(StandardCharsets.ISO_8859_1))
            .toString();
    assertThatThrownBy(() -> microProfile(key, binary))
        .hasMessageContaining(": the file is no text in UTF-8")
        .hasMessageNotContaining(SECRET);
    String wrong = "what no hash looks like";
    assertThatThrownBy(
            () ->
                microProfile(
                    "parley.api.keys", "billing",
                    "parley.api.key.billing.hash-file", file(wrong),
                    "parley.api.key.billing.rights", "read"))
        .hasMessageContaining("parley.api.key.billing.hash-file=")
        .hasMessageContaining(": write sha256:")
        .hasMessageNotContaining(wrong);
  }

  @Test
  @DisplayName("[O7] a secret that is set twice stops the start; an empty setting does not count")
  void secretAndFileStopTheStart() throws IOException {
    String file = file(SECRET);
    assertThatThrownBy(() -> microProfile("parley.api.key", SECRET, "parley.api.key-file", file))
        .hasMessageContaining("parley.api.key and parley.api.key-file are both set")
        .hasMessageNotContaining(SECRET);
    assertThat(
            microProfile("parley.api.key", "", "parley.api.key-file", file)
                .get(SecurityKeys.API_KEY))
        .isEqualTo(SECRET);
    assertThat(
            microProfile("parley.api.key", SECRET, "parley.api.key-file", "")
                .get(SecurityKeys.API_KEY))
        .isEqualTo(SECRET);
  }
}
