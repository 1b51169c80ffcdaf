package dev.parley.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.config.ConfigurationException;
import dev.parley.config.ParleyConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressResolverTest {
  private static final String PROXIES =
      "10.0.0.5, 10.1.0.0/16, 192.168.1.128/25, 2001:db8:5::/64, ::1";

  private static ClientAddress of(
      String proxies, String header, String peer, String name, String... values) {
    ParleyConfig config =
        ParleyConfig.of(Map.of("parley.proxies", proxies, "parley.proxies.header", header));
    return new ClientAddressResolver(config)
        .resolve(peer, asked -> asked.equals(name) ? List.of(values) : null);
  }

  private static String forwardedFor(String peer, String... values) {
    return of(PROXIES, "x-forwarded-for", peer, "X-Forwarded-For", values).text();
  }

  private static String forwarded(String peer, String... values) {
    return of(PROXIES, "forwarded", peer, "Forwarded", values).text();
  }

  @Test
  @DisplayName("[A7] without proxies no header is trusted")
  void nobodyIsTrusted() {
    assertThat(of("", "x-forwarded-for", "10.0.0.5", "X-Forwarded-For", "1.2.3.4").text())
        .isEqualTo("10.0.0.5");
    assertThat(of("", "forwarded", "10.0.0.5", "Forwarded", "for=1.2.3.4").text())
        .isEqualTo("10.0.0.5");
  }

  @Test
  @DisplayName("[A7] only the configured header is trusted")
  void theOtherHeader() {
    assertThat(of(PROXIES, "x-forwarded-for", "10.0.0.5", "Forwarded", "for=1.2.3.4").text())
        .isEqualTo("10.0.0.5");
    assertThat(of(PROXIES, "forwarded", "10.0.0.5", "X-Forwarded-For", "1.2.3.4").text())
        .isEqualTo("10.0.0.5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9.9.9.9     | 1.2.3.4                     | 9.9.9.9",
        "10.0.0.5    | 1.2.3.4                     | 1.2.3.4",
        "10.0.0.6    | 1.2.3.4                     | 10.0.0.6",
        "10.1.255.1  | 1.2.3.4                     | 1.2.3.4",
        "10.2.0.1    | 1.2.3.4                     | 10.2.0.1",
        "192.168.1.128 | 1.2.3.4                   | 1.2.3.4",
        "192.168.1.127 | 1.2.3.4                   | 192.168.1.127",
        "10.0.0.5    | 6.6.6.6, 1.2.3.4            | 1.2.3.4",
        "10.0.0.5    | 6.6.6.6, 1.2.3.4, 10.1.2.3  | 1.2.3.4",
        "10.0.0.5    | 10.1.0.1, 10.1.0.2          | 10.1.0.1",
        "10.0.0.5    | 6.6.6.6, unknown            | 10.0.0.5",
        "10.0.0.5    | 6.6.6.6, , 10.1.2.3         | 10.1.2.3",
        "10.0.0.5    | 1.2.3.4:5678                | 1.2.3.4",
        "10.0.0.5    | [2001:db8:9::1]:443         | 2001:db8:9:0:0:0:0:1",
        "10.0.0.5    | 2001:db8:9::1               | 2001:db8:9:0:0:0:0:1",
        "10.0.0.5    | localhost                   | 10.0.0.5",
        "10.0.0.5    | 999.1.1.1                   | 10.0.0.5",
        "10.0.0.5    | ::ffff:1.2.3.4              | 1.2.3.4",
        "::ffff:10.0.0.5 | 1.2.3.4                 | 1.2.3.4",
        "2001:db8:5::77 | 1.2.3.4                  | 1.2.3.4",
        "2001:db8:6::77 | 1.2.3.4                  | 2001:db8:6:0:0:0:0:77",
        "0:0:0:0:0:0:0:1 | 1.2.3.4                 | 1.2.3.4",
        "fe80::1%eth0 | 1.2.3.4                    | fe80:0:0:0:0:0:0:1"
      })
  @DisplayName("[A7] X-Forwarded-For is read from the right, as far as proxies have written it")
  void fromTheRight(String peer, String header, String client) {
    assertThat(forwardedFor(peer, header)).isEqualTo(client);
  }

  @Test
  @DisplayName("[A7] of several headers the last is the nearest")
  void severalHeaders() {
    assertThat(forwardedFor("10.0.0.5", "6.6.6.6", "1.2.3.4, 10.1.0.1")).isEqualTo("1.2.3.4");
    assertThat(forwardedFor("10.0.0.5", "6.6.6.6", "10.1.0.1")).isEqualTo("6.6.6.6");
    assertThat(forwardedFor("10.0.0.5")).isEqualTo("10.0.0.5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=1.2.3.4                                  | 1.2.3.4",
        "for=\"1.2.3.4:80\"                           | 1.2.3.4",
        "For=\"[2001:db8:9::1]:4711\"                 | 2001:db8:9:0:0:0:0:1",
        "by=10.0.0.5;proto=https;for=1.2.3.4;host=x   | 1.2.3.4",
        "for=6.6.6.6, for=1.2.3.4;by=10.1.0.1, for=10.1.0.1 | 1.2.3.4",
        "for=6.6.6.6, for=_hidden                     | 10.0.0.5",
        "for=6.6.6.6, for=unknown                     | 10.0.0.5",
        "for=6.6.6.6, proto=https                     | 10.0.0.5",
        "host=\"for=6.6.6.6\"                         | 10.0.0.5"
      })
  @DisplayName("[A7] Forwarded is read in the same way")
  void standardHeader(String header, String client) {
    assertThat(forwarded("10.0.0.5", header)).isEqualTo(client);
  }

  @Test
  void anEndlessHeaderIsNotReadToItsEnd() {
    String proxies = "10.1.0.1,".repeat(100_000);
    assertThat(forwardedFor("10.0.0.5", "1.2.3.4," + proxies + "10.1.0.2")).isEqualTo("10.1.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "unix:", "not an address"})
  void aPeerWithoutAnAddress(String peer) {
    assertThat(forwardedFor(peer, "1.2.3.4")).isEqualTo("unknown");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "192.0.2.7, 192.0.2.7",
        "::ffff:192.0.2.7, 192.0.2.7",
        "2001:DB8::1, 2001:db8:0:0:0:0:0:1",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:1",
        "-, -",
        "'', -",
        "localhost, -",
        "dead.beef, -",
        "1.2.3.999, -",
        "1:2, -"
      })
  void addressesHaveOneForm(String text, String form) {
    assertThat(ClientAddress.parse(text).map(ClientAddress::text).orElse(null)).isEqualTo(form);
  }

  @Test
  void ipv6CountsByItsNetwork() {
    ClientAddress one = of("", "forwarded", "2001:db8:1:2:3:4:5:6", "none");
    ClientAddress other = of("", "forwarded", "2001:db8:1:2:ffff::1", "none");
    ClientAddress next = of("", "forwarded", "2001:db8:1:3:3:4:5:6", "none");
    assertThat(one.network()).isEqualTo(other.network()).isEqualTo("2001:db8:1:2:0:0:0:0/64");
    assertThat(next.network()).isNotEqualTo(one.network());
    assertThat(of("", "forwarded", "1.2.3.4", "none").network()).isEqualTo("1.2.3.4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy.example.com",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/x",
        "1.2.3",
        "/8",
        "::1/129"
      })
  void wrongProxiesStopTheStart(String proxies) {
    assertThatThrownBy(() -> ParleyConfig.of(Map.of("parley.proxies", proxies)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("parley.proxies")
        .hasMessageContaining("10.1.0.0/16");
  }
}
