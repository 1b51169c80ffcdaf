package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.config.ApiKey.Right;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The keys of the HTTP API in the configuration. */
class ApiKeyConfigTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  private static ParleyConfig with(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return ParleyConfig.of(values);
  }

  @Test
  void readsNameHashAndRights() {
    ParleyConfig config =
        with(
            "parley.api.keys", "billing, ops-2",
            "parley.api.key.billing.hash", "sha256:" + HASH.toUpperCase(),
            "parley.api.key.billing.rights", "publish, Read",
            "parley.api.key.ops-2.hash", "sha256:" + HASH,
            "parley.api.key.ops-2.rights", "admin");
    assertThat(config.apiKeys()).extracting(ApiKey::name).containsExactly("billing", "ops-2");
    assertThat(config.apiKeys()).extracting(ApiKey::sha256).containsOnly(HASH);
    assertThat(config.apiKeys().get(0).rights())
        .containsExactlyInAnyOrder(Right.PUBLISH, Right.READ);
    assertThat(config.apiKeys().get(1).rights()).containsExactly(Right.ADMIN);
    assertThat(with().apiKeys()).isEmpty();
  }

  @Test
  void incompleteKeyStopsTheStart() {
    assertThatThrownBy(() -> with("parley.api.keys", "billing,Big Co"))
        .hasMessageContaining("parley.api.key.billing.hash must be set")
        .hasMessageContaining("parley.api.key.billing.rights must be set")
        .hasMessageContaining("parley.api.keys: \"Big Co\"");
    assertThatThrownBy(() -> with("parley.api.key.billing.hash", "sha256:" + HASH))
        .hasMessageContaining("parley.api.key.billing.hash: there is no such key");
    assertThatThrownBy(
            () ->
                with(
                    "parley.api.keys", "billing",
                    "parley.api.key.billing.hash", "sha256:" + HASH,
                    "parley.api.key.billing.rights", "everything"))
        .hasMessageContaining(
            "parley.api.key.billing.rights=everything: write one of publish, read, admin");
  }

  @Test
  void messageDoesNotShowAKeyInPlaceOfItsHash() {
    assertThatThrownBy(
            () ->
                with(
                    "parley.api.keys", "billing",
                    "parley.api.key.billing.hash", "hunter2",
                    "parley.api.key.billing.rights", "read"))
        .hasMessageContaining("parley.api.key.billing.hash: write sha256:")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void shortKeyIsRefusedInProduction() {
    assertThat(with("parley.api.key", "short").get(SecurityKeys.API_KEY)).isEqualTo("short");
    assertThatThrownBy(() -> with("parley.api.key", "short", "parley.production", "true"))
        .hasMessageContaining("parley.api.key must have 32 characters")
        .hasMessageNotContaining("short");
    assertThat(with("parley.api.key", HASH, "parley.production", "true").get(ServerKeys.PRODUCTION))
        .isTrue();
  }
}
