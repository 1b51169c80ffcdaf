package dev.parley.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TypingThrottleTest {
  private long nanos;
  private final TypingThrottle throttle = new TypingThrottle(() -> nanos);

  private boolean starts() {
    return throttle.allows("anna", "room:a", true);
  }

  private boolean stops() {
    return throttle.allows("anna", "room:a", false);
  }

  private void passMillis(long millis) {
    nanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  @DisplayName("[V2] a start is sent at most every two seconds")
  void startsAreRare() {
    assertThat(starts()).isTrue();
    passMillis(1999);
    assertThat(starts()).isFalse();
    passMillis(1);
    assertThat(starts()).isTrue();
    assertThat(starts()).isFalse();
  }

  @Test
  @DisplayName("[V2] a stop is sent at once, and once")
  void stopsOnce() {
    assertThat(starts()).isTrue();
    assertThat(stops()).isTrue();
    assertThat(stops()).isFalse();
    assertThat(starts()).as("a start within two seconds of the last one").isFalse();
    assertThat(stops()).as("nothing has started since").isFalse();
    passMillis(2000);
    assertThat(starts()).isTrue();
    assertThat(stops()).isTrue();
  }

  @Test
  @DisplayName("[V2] a stop is sent when the start went to another member")
  void stopWithoutStart() {
    assertThat(stops()).isTrue();
    assertThat(stops()).isFalse();
    assertThat(starts()).isTrue();
  }

  @Test
  @DisplayName("[V2] each user has a limit of its own in each channel, whatever the names are")
  void others() {
    assertThat(throttle.allows("a", "bc", true)).isTrue();
    assertThat(throttle.allows("ab", "c", true)).isTrue();
    assertThat(throttle.allows("a", "bd", true)).isTrue();
    assertThat(throttle.allows("a", "bc", true)).isFalse();
  }
}
