package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of the environment is a setting, and what only looks like one. */
class EnvironmentTest {
  /** As servers list variables: under their own name, and as keys. */
  private static ParleyConfig with(String... namesAndValues) {
    Map<String, String> environment = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      environment.put(namesAndValues[i], namesAndValues[i + 1]);
      names.add(namesAndValues[i]);
      names.add(namesAndValues[i].toLowerCase().replace('_', '.'));
    }
    return new ParleyConfig(
        key -> Optional.ofNullable(environment.get(key.toUpperCase().replaceAll("[^A-Z0-9]", "_"))),
        names,
        environment);
  }

  @ParameterizedTest
  @CsvSource({
    "PARLEY_SESSION_PING_INTERVALL, PARLEY_SESSION_PING_INTERVAL",
    "PARLEY_ORIGIN, PARLEY_ORIGINS",
    "PARLEY_TLS_KEYSTOR, PARLEY_TLS_KEYSTORE",
    "PARLEY_DB_PASWORD, PARLEY_DB_PASSWORD",
    "PARLEY_TOKEN_HMACSECRET_FILE, PARLEY_TOKEN_HMAC_SECRET_FILE",
    "PARLEY_NAMESPACE_ROOM_SUBSCIBE, PARLEY_NAMESPACE_ROOM_SUBSCRIBE"
  })
  @DisplayName(
      "[O8] an unknown variable of the environment causes one warning, with the nearest key")
  void warnsOfUnknownVariable(String name, String nearest) {
    assertThat(with(name, "x").warnings())
        .containsExactly(
            "the environment variable "
                + name
                + " is no setting of Parley and has no effect; the nearest is "
                + nearest);
  }

  @Test
  @DisplayName("[O8] an unknown variable without a similar key causes a warning too")
  void warnsWithoutASimilarName() {
    assertThat(with("PARLEY_CONTACT_OF_THE_TEAM", "x").warnings())
        .containsExactly(
            "the environment variable PARLEY_CONTACT_OF_THE_TEAM is no setting of Parley and has no"
                + " effect");
  }

  @Test
  void doesNotWarnOfKnownVariables() {
    ParleyConfig config =
        with(
            "PARLEY_SESSION_PING_INTERVAL", "40s",
            "PARLEY_NAMESPACE_ROOM_FORCE_RECOVERY", "true",
            "PARLEY_HTTP_PORT", "9080",
            "PARLEY_DB_PASSWORD", "x",
            "PARLEYS_OWN", "x",
            "HOME", "/");
    assertThat(config.warnings()).isEmpty();
    assertThat(config.get(SessionKeys.PING_INTERVAL)).hasSeconds(40);
  }

  @Test
  @DisplayName("[O8] variables that Kubernetes sets for Services are ignored without a warning")
  void ignoresVariablesOfServices() {
    assertThat(
            with(
                    "PARLEY_SERVICE_HOST", "10.0.0.1",
                    "PARLEY_SERVICE_PORT", "9080",
                    "PARLEY_SERVICE_PORT_HTTP", "9080",
                    "PARLEY_PORT", "tcp://10.0.0.1:9080",
                    "PARLEY_PORT_9080_TCP", "tcp://10.0.0.1:9080",
                    "PARLEY_PORT_9080_TCP_PROTO", "tcp",
                    "PARLEY_PORT_9080_TCP_PORT", "9080",
                    "PARLEY_PORT_9080_TCP_ADDR", "10.0.0.1",
                    "PARLEY_MEMBERS_2_SERVICE_HOST", "10.0.0.2",
                    "PARLEY_MEMBERS_2_SERVICE_PORT_HAZELCAST_X", "5701",
                    "PARLEY_MEMBERS_2_PORT", "udp://10.0.0.2:5701",
                    "PARLEY_MEMBERS_2_PORT_5701_UDP_ADDR", "10.0.0.2")
                .warnings())
        .isEmpty();
    assertThat(with("PARLEY_PORT", "9080").warnings())
        .singleElement()
        .asString()
        .contains("PARLEY_PORT");
  }

  @Test
  @DisplayName(
      "[O8] a variable of a Service with the name of a key stops the start, and the message says why")
  void explainsAVariableOfAServiceWithTheNameOfAKey() {
    assertThatThrownBy(
            () ->
                with(
                    "PARLEY_CLUSTER_PORT", "tcp://10.0.0.1:5701",
                    "PARLEY_HTTP_PORT", "tcp://10.0.0.2:9080"))
        .hasMessageContaining(
            "parley.cluster.port=tcp://10.0.0.1:5701: write a whole number; Kubernetes has set"
                + " PARLEY_CLUSTER_PORT, because there is a Service named parley-cluster: set")
        .hasMessageContaining(
            "parley.http.port=tcp://10.0.0.2:9080: write a whole number; Kubernetes has set"
                + " PARLEY_HTTP_PORT, because there is a Service named parley-http: set");
    assertThatThrownBy(() -> with("PARLEY_CLUSTER_PORT", "many"))
        .hasMessageContaining("parley.cluster.port=many: write a whole number")
        .hasMessageNotContaining("Kubernetes has");
  }

  @Test
  @DisplayName("[O8] when the start fails, the message also names unknown variables")
  void problemsComeWithWarnings() {
    assertThatThrownBy(() -> with("PARLEY_DEV", "yes", "PARLEY_PRODUCTON", "true"))
        .hasMessageContaining("parley.dev=yes")
        .hasMessageContaining("PARLEY_PRODUCTON is no setting of Parley")
        .hasMessageContaining("the nearest is PARLEY_PRODUCTION");
  }

  @Test
  @DisplayName("[O8] an unknown key of a file stops the start")
  void unknownKeyOfAFileStopsTheStart() {
    assertThatThrownBy(
            () ->
                new ParleyConfig(
                    ConfigurationSource.of(Map.of()),
                    Set.of("parley.session.ping.interval", "parley.origin"),
                    Map.of("PARLEY_DEV", "true")))
        .hasMessageContaining(
            "parley.session.ping.interval: there is no such key; the nearest is"
                + " parley.session.ping-interval")
        .hasMessageContaining("parley.origin: there is no such key; the nearest is parley.origins");
  }
}
