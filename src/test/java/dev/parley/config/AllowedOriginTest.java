package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand in {@code parley.origins}. */
class AllowedOriginTest {
  private static ParleyConfig with(String origins) {
    return ParleyConfig.of(Map.of("parley.origins", origins));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "https://app.example",
        "http://localhost",
        "http://localhost:3000",
        "https://app.example:8443",
        "http://app.example:443",
        "https://a-b_c.example",
        "https://app.example.",
        "https://xn--bcher-kva.example",
        "http://127.0.0.1:5173",
        "http://[::1]:5173",
        "http://[2001:db8::1:0:0:1]",
        "https://*.example.org",
        "https://*.a.example.org:8443",
        "http://*.localhost:3000",
        "capacitor://localhost",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop"
      })
  @DisplayName(
      "[H6] an origin as browsers send it, and all hosts below a domain, may be configured")
  void acceptsOriginsOfBrowsers(String origin) {
    assertThat(with(origin + ",https://other.example").get(SecurityKeys.ORIGINS))
        .extracting(AllowedOrigin::text)
        .containsExactly(origin, "https://other.example");
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example/, https://app.example",
    "https://app.example/a/b?c#d, https://app.example",
    "https://app.example?c, https://app.example",
    "app.example, https://app.example",
    "app.example:8443, https://app.example:8443",
    "//app.example, https://app.example",
    "*.example.org, https://*.example.org",
    "HTTPS://app.example, https://app.example",
    "https://App.example, https://app.example",
    "https://*.Example.org/, https://*.example.org",
    "https://app.example:443, https://app.example",
    "http://app.example:80, http://app.example",
    "https://app.example:08443, https://app.example:8443",
    "https://user@app.example, https://app.example",
    "https://user:word@app.example, https://app.example",
    "wss://app.example, https://app.example",
    "ws://localhost:3000, http://localhost:3000",
    "https://b\u00fccher.example, https://xn--bcher-kva.example",
    "http://[0:0:0:0:0:0:0:1], http://[::1]",
    "http://[2001:DB8:0:0:1:0:0:1], http://[2001:db8::1:0:0:1]",
    "http://[::ffff:127.0.0.1], http://[::ffff:7f00:1]"
  })
  @DisplayName(
      "[H6] an origin that no browser sends stops the start, and the message shows the right one")
  void messageShowsTheOriginOfBrowsers(String origin, String sent) {
    assertThatThrownBy(() -> with("https://a.example," + origin))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("parley.origins=")
        .hasMessageContaining("\"" + origin + "\" is no origin as browsers send it: write " + sent)
        .hasMessageEndingWith(sent);
    assertThat(with(sent).get(SecurityKeys.ORIGINS)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://",
        "https:app.example",
        "https:///app.example",
        "://app.example",
        "https://a b.example",
        "https://a..example",
        "https://app.example:",
        "https://app.example:x",
        "https://app.example:*",
        "https://app.example:65536",
        "https://*",
        "https://*.",
        "https://**.example.org",
        "https://*example.org",
        "https://a.*.example.org",
        "https://*.*.example.org",
        "https://app.*",
        "*://app.example",
        "https://*.127.0.0.1",
        "http://127.1",
        "http://127.0.0.01",
        "http://0x7f000001",
        "http://[::1",
        "http://[::g]",
        "http://[1:2]",
        "[::1]x"
      })
  @DisplayName("[H6] a text that is no origin stops the start")
  void refusesOtherTexts(String origin) {
    assertThatThrownBy(() -> with(origin))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("\"" + origin + "\" is no origin: write scheme, host and port");
  }

  @ParameterizedTest
  @CsvSource({
    "null, sandboxed pages",
    "NULL, sandboxed pages",
    "file:///home/index.html, have no origin",
    "https://*.org, a whole top-level domain"
  })
  @DisplayName("[H6] an entry that allows pages of strangers stops the start")
  void refusesOriginsOfEverybody(String origin, String why) {
    assertThatThrownBy(() -> with(origin))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(why);
  }
}
