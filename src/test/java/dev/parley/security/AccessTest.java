package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.ParleyConfig;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Origins. */
class AccessTest {
  private static ParleyConfig config(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return ParleyConfig.of(values);
  }

  @ParameterizedTest(name = "{0}, dev {1}: {2} at {3} is {4}")
  @CsvSource({
    "'', false, , app.example, true",
    "'', false, '', app.example, true",
    "'', false, https://app.example, app.example, false",
    "'', true, https://app.example, app.example, true",
    "'', true, http://localhost:9080, localhost:9080, true",
    "'', true, http://localhost:9080, LOCALHOST:9080, true",
    "'', true, http://localhost:9081, localhost:9080, false",
    "'', true, http://evil.example, localhost:9080, false",
    "'', true, http://localhost:9080, , false",
    "'', true, null, localhost:9080, false",
    "'', true, 'http://a b', localhost:9080, false",
    "https://app.example, false, https://app.example, x, true",
    "https://app.example, false, HTTPS://APP.example, x, true",
    "https://*.app.example, false, https://a.app.example, x, true",
    "https://*.app.example, false, HTTPS://A.b.APP.example, x, true",
    "https://*.app.example, false, https://app.example, x, false",
    "https://*.app.example, false, http://a.app.example, x, false",
    "https://*.app.example, false, https://a.app.example:8443, x, false",
    "https://*.app.example:8443, false, https://a.app.example:8443, x, true",
    "https://*.app.example:8443, false, https://a.app.example, x, false",
    "https://*.app.example, false, https://evilapp.example, x, false",
    "https://*.app.example, false, https://a.app.example.evil.example, x, false",
    "https://*.app.example, false, https://.app.example, x, false",
    "https://*.app.example, false, https://a..app.example, x, false",
    "https://*.app.example, false, https://evil.example/.app.example, x, false",
    "https://*.app.example, false, https://evil.example#.app.example, x, false",
    "https://*.app.example, false, https://u@a.app.example, x, false",
    "https://*.app.example, false, https://evil.example:1.app.example, x, false",
    "https://*.app.example, false, https://*.app.example, x, false",
    "https://*.app.example, false, null, x, false",
    "http://*.localhost:3000, false, http://a.localhost:3000, x, true",
    "capacitor://localhost, false, capacitor://localhost, x, true",
    "https://app.example, false, http://app.example, x, false",
    "https://app.example, false, https://app.example.evil.example, x, false",
    "https://app.example, false, https://app.example:8443, x, false",
    "https://app.example, false, null, x, false",
    "'https://a.example,https://b.example', false, https://b.example, x, true",
    "*, false, https://anything.example, x, true",
    "*, false, null, x, true"
  })
  @DisplayName("[A4] only pages of a configured origin may connect")
  void origins(String configured, boolean dev, String origin, String host, boolean allowed) {
    Origins origins =
        new Origins(config("parley.origins", configured, "parley.dev", Boolean.toString(dev)));
    assertThat(origins.allow(origin, host)).isEqualTo(allowed);
  }
}
