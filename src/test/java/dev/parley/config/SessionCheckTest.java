package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCheckTest {
  private static ParleyConfig with(String... settings) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    return ParleyConfig.of(values);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 128, 1000, 1999})
  @DisplayName("[C10] the defaults fit a session of up to 1,999 subscriptions")
  void defaultsFitManySubscriptions(int subscriptions) {
    ParleyConfig config = with("parley.session.subscriptions", Integer.toString(subscriptions));
    assertThat(config.inboundFrameBytes()).isEqualTo(128 * 1024 + 2048 * subscriptions);
  }

  @ParameterizedTest
  @CsvSource({
    "parley.session.commands-per-frame, 199",
    "parley.session.commands-waiting, 199",
    "parley.session.errors, 200",
    "parley.session.inbound-frame-bytes, 199KiB",
    "parley.rate.session.subscribe, 199/10s",
    "parley.rate.user.subscribe, 199/10s",
    "parley.rate.session.bytes, 99KiB/1s"
  })
  @DisplayName("[C10] the start fails when a limit is too small for a client that reconnects")
  void refusesLimitsBelowTheSubscriptions(String key, String value) {
    assertThatThrownBy(() -> with("parley.session.subscriptions", "200", key, value))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(key + " must be at least ")
        .hasMessageContaining("parley.session.subscriptions=200");
  }

  @ParameterizedTest
  @CsvSource({
    "parley.session.commands-per-frame, 200",
    "parley.session.commands-waiting, 200",
    "parley.session.errors, 201",
    "parley.session.inbound-frame-bytes, 200KiB",
    "parley.rate.session.subscribe, 200/10s",
    "parley.rate.session.subscribe, off",
    "parley.rate.user.subscribe, 200/10s",
    "parley.rate.session.bytes, 100KiB/1s",
    "parley.rate.session.bytes, off"
  })
  @DisplayName("[C10] a limit that is just large enough is accepted")
  void acceptsLimitsForTheSubscriptions(String key, String value) {
    assertThat(with("parley.session.subscriptions", "200", key, value)).isNotNull();
  }

  @Test
  @DisplayName("[C10] in a cluster the largest message must fit the queue to another member")
  void queueOfTheClusterHoldsTwoMessages() {
    String[] clustered = {
      "parley.cluster.discovery", "members",
      "parley.cluster.members", "a:1",
      "parley.cluster.secret", "x".repeat(16),
      "parley.session.inbound-frame-bytes", "1MiB",
      "parley.cluster.queue-bytes", "2MiB"
    };
    assertThat(with(clustered)).isNotNull();
    clustered[9] = "2047KiB";
    assertThatThrownBy(() -> with(clustered))
        .hasMessageContaining("parley.cluster.queue-bytes must be at least 2097152");
  }
}
