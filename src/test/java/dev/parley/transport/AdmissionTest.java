package dev.parley.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.ParleyConfig;
import dev.parley.limit.ClientAddress;
import dev.parley.limit.RateLimiter;
import dev.parley.limit.RefusalMeter;
import dev.parley.transport.Admission.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final ClientAddress ONE = new ClientAddress("1.2.3.4", "1.2.3.4");
  private static final ClientAddress OTHER = new ClientAddress("1.2.3.5", "1.2.3.5");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private int sessions;
  private int sessionsOfOne;
  private long nanos;

  private Admission admission(String key, String value) {
    return new Admission(
        ParleyConfig.of(Map.of(key, value)),
        () -> sessions,
        from -> from.equals(ONE) ? sessionsOfOne : 0,
        new RefusalMeter(meters),
        1000,
        () -> nanos);
  }

  private double refused(String what) {
    return meters.get("parley.refused").tag("what", what).counter().count();
  }

  @Test
  @DisplayName("[A6] handshakes of one address beyond the rate wait; those of another do not")
  void handshakes() {
    Admission admission = admission("parley.rate.handshakes", "3/3s");
    for (int i = 0; i < 3; i++) {
      assertThat(admission.decide(ONE, 500).kind()).isEqualTo(Kind.ADMITTED);
    }
    Admission.Outcome fourth = admission.decide(ONE, 500);
    assertThat(fourth.kind()).isEqualTo(Kind.TOO_OFTEN);
    assertThat(RateLimiter.waitSeconds(fourth.waitNanos())).isEqualTo(1);
    assertThat(admission.decide(OTHER, 500).kind()).isEqualTo(Kind.ADMITTED);
    assertThat(refused("handshakes")).isEqualTo(1);
    nanos += Duration.ofSeconds(1).toNanos();
    assertThat(admission.decide(ONE, 500).kind()).isEqualTo(Kind.ADMITTED);
  }

  @Test
  @DisplayName("[A6] a member that has all the sessions it may have takes no more")
  void sessions() {
    Admission admission = admission("parley.limit.sessions", "10");
    sessions = 9;
    assertThat(admission.decide(ONE, 500).kind()).isEqualTo(Kind.ADMITTED);
    sessions = 10;
    assertThat(admission.decide(ONE, 500).kind()).isEqualTo(Kind.FULL);
    assertThat(refused("sessions")).isEqualTo(1);
  }

  @Test
  @DisplayName("[A6] an address that has all the sessions it may have gets no more")
  void sessionsOfAnAddress() {
    Admission admission = admission("parley.limit.sessions-per-address", "3");
    sessionsOfOne = 2;
    assertThat(admission.decide(ONE, 500).kind()).isEqualTo(Kind.ADMITTED);
    sessionsOfOne = 3;
    assertThat(admission.decide(ONE, 500).kind()).isEqualTo(Kind.TOO_OFTEN);
    assertThat(admission.decide(OTHER, 500).kind()).isEqualTo(Kind.ADMITTED);
    assertThat(refused("address")).isEqualTo(1);
  }

  @Test
  @DisplayName("[A6] without a configured number the open files are the limit")
  void openFiles() {
    Admission admission = admission("parley.limit.sessions", "0");
    sessions = 899;
    assertThat(admission.decide(ONE, 500).kind()).isEqualTo(Kind.ADMITTED);
    sessions = 900;
    assertThat(admission.decide(ONE, 500).kind()).isEqualTo(Kind.FULL);
  }

  @Test
  @DisplayName("[A6] a head that is too large is refused")
  void largeHeads() {
    Admission admission = admission("parley.limit.head-bytes", "10KiB");
    assertThat(admission.decide(ONE, 10 * 1024).kind()).isEqualTo(Kind.ADMITTED);
    assertThat(admission.decide(ONE, 10 * 1024 + 1).kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(refused("head")).isEqualTo(1);
  }
}
