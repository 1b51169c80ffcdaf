package dev.parley.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.Rate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeyedRateLimiterTest {
  private static final Rate TEN_A_SECOND = new Rate(10, Duration.ofSeconds(1));

  private final AtomicLong clock = new AtomicLong(-1_000_000);

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @Test
  void saysHowLongToWait() {
    RateLimiter allowance = RateLimiter.of(TEN_A_SECOND, clock::get);
    assertThat(allowance.tryConsume(10)).isZero();
    long wait = allowance.tryConsume(3);
    assertThat(RateLimiter.formatWait(wait)).isEqualTo("301 ms");
    pass(Duration.ofNanos(wait - 1));
    assertThat(allowance.tryConsume(3)).isPositive();
    pass(Duration.ofNanos(1));
    assertThat(allowance.tryConsume(3)).isZero();
  }

  @Test
  void whatIsOwedIsPaidBeforeMoreIsThere() {
    RateLimiter allowance = RateLimiter.of(TEN_A_SECOND, clock::get);
    assertThat(allowance.consumeOrOwe(10)).isZero();
    assertThat(allowance.consumeOrOwe(5)).isEqualTo(Duration.ofMillis(500).toNanos());
    pass(Duration.ofMillis(500));
    assertThat(allowance.tryConsume(1)).isPositive();
    pass(Duration.ofMillis(100));
    assertThat(allowance.tryConsume(1)).isZero();
  }

  @Test
  void timesAreRoundedUp() {
    assertThat(RateLimiter.waitSeconds(1)).isEqualTo(1);
    assertThat(RateLimiter.waitSeconds(Duration.ofMillis(1001).toNanos())).isEqualTo(2);
    assertThat(RateLimiter.formatWait(1)).isEqualTo("1 ms");
    assertThat(RateLimiter.formatWait(Duration.ofMillis(2500).toNanos())).isEqualTo("3 s");
  }

  @Test
  void eachKeyHasItsOwn() {
    KeyedRateLimiter allowances = new KeyedRateLimiter(TEN_A_SECOND, clock::get);
    assertThat(allowances.tryConsume("a", 10)).isZero();
    assertThat(allowances.tryConsume("a", 1)).isPositive();
    assertThat(allowances.tryConsume("b", 10)).isZero();
  }

  @Test
  void offIsOff() {
    KeyedRateLimiter allowances = new KeyedRateLimiter(Rate.OFF, clock::get);
    for (int i = 0; i < 1000; i++) {
      assertThat(allowances.tryConsume("a", 1_000_000)).isZero();
    }
    assertThat(allowances.size()).isZero();
  }

  @Test
  void whoIsFullAgainIsForgottenAndNobodyElse() {
    KeyedRateLimiter allowances = new KeyedRateLimiter(TEN_A_SECOND, clock::get);
    allowances.tryConsume("a", 10);
    pass(Duration.ofMillis(999));
    assertThat(allowances.size()).isEqualTo(1);
    assertThat(allowances.tryConsume("a", 10)).isPositive();
    pass(Duration.ofSeconds(1));
    assertThat(allowances.size()).isZero();
  }

  @Test
  void manyKeysDoNotGrowWithoutBound() {
    KeyedRateLimiter allowances = new KeyedRateLimiter(TEN_A_SECOND, clock::get);
    for (int i = 0; i < 3 * KeyedRateLimiter.MAX_KEYS; i++) {
      allowances.tryConsume("2001:db8:" + i, 1);
    }
    assertThat(allowances.size()).isPositive().isLessThanOrEqualTo(KeyedRateLimiter.MAX_KEYS);
  }
}
