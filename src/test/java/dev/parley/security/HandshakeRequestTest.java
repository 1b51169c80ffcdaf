package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read out of a request. */
class HandshakeRequestTest {
  private static HandshakeRequest query(String query) {
    return HandshakeRequest.of(null, null, query, "192.0.2.1", null, null);
  }

  @ParameterizedTest(name = "{0}: ticket {1}, a token {2}")
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, false",
        "'', -, false",
        "a=b, -, false",
        "ticket=ticket.x, ticket.x, false",
        "a=b&ticket=ticket.x&c, ticket.x, false",
        "ticket=ticket.x&ticket=ticket.y, ticket.x, false",
        "ticket=, -, false",
        "ticket, -, false",
        "ticket=%74icket.x, ticket.x, false",
        "ticket=100%, 100%, false",
        "cf_connect=%7B%22token%22%3A%22ticket.x%22%7D, -, false",
        "cf_connect=%7B%22token%22%3A%20%22eyAiYWxnIjo.x.y%22%7D, -, true",
        "cf_connect=%7B%22token%22%3A%22%22%2C%22data%22%3A%7B%7D%7D, -, false",
        "token=x, -, true",
        "token=, -, false",
        "a=b&TOKEN=x, -, true",
        "%74oken=x, -, true",
        "access_token=x, -, true",
        "jwt=x, -, true",
        "ticket=ticket.x&jwt=x, ticket.x, true",
        "ticket=eyJhbGciOiJ.eyJz.c2ln, -, true",
        "whatever=eyJhbGciOiJ.eyJz.c2ln, -, true",
        "whatever=%65yJhbGciOiJ.eyJz.c2ln, -, true",
        "cf_connect=%7B%22token%22%3A%22eyJhbGciOiJ.eyJz.c2ln%22%7D, -, true",
        "whatever=eyJust.a%20word, -, false"
      })
  @DisplayName("[T1] a token in the URL is seen under whatever name, and a ticket is none")
  void urls(String query, String ticket, boolean token) {
    assertThat(query(query).ticket()).isEqualTo(ticket);
    assertThat(query(query).tokenInUrl()).isEqualTo(token);
  }

  /** Counts how often a character is looked at. */
  private record Counted(String text, AtomicLong looks) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      looks.incrementAndGet();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"eyJ", "eyJ.", "eyJ.x", " eyJ", " eyJ.x", "e", "."})
  @DisplayName("[A2] [T1] to look for a token costs no more than the text is long")
  void searchIsLinear(String part) {
    Counted text = new Counted(part.repeat(10_000), new AtomicLong());
    HandshakeRequest.holdsToken(text);
    assertThat(text.looks().get()).isLessThan(20L * text.length());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -",
        "Bearer x, x",
        "bearer  x , x",
        "BEARER x, x",
        "Bearer, -",
        "'Bearer ', -",
        "Basic x, -",
        "x, -"
      })
  void bearers(String header, String token) {
    assertThat(HandshakeRequest.bearer(header)).isEqualTo(token);
  }

  @Test
  @DisplayName("[T1] the text form, which may be logged, holds no secret")
  void text() {
    HandshakeRequest all =
        HandshakeRequest.of("Bearer s1", "s2", "ticket=s3", "192.0.2.1", "s4", "s5");
    assertThat(all.bearer()).isEqualTo("s1");
    assertThat(all.toString()).doesNotContainPattern("s\\d").contains("192.0.2.1");
  }
}
