package dev.parley.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.Rate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeyedRateLimiterTest {
  private static final Rate TEN_A_SECOND = new Rate(10, Duration.ofSeconds(1));

  private final AtomicLong clock = new AtomicLong(-1_000_000);

  private void advanceClock(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @Test
  void aRefusalHasTheWait() {
    RateLimiter limiter = RateLimiter.of(TEN_A_SECOND, clock::get);
    assertThat(limiter.tryConsume(10)).isZero();
    long wait = limiter.tryConsume(3);
    assertThat(RateLimiter.formatWait(wait)).isEqualTo("301 ms");
    advanceClock(Duration.ofNanos(wait - 1));
    assertThat(limiter.tryConsume(3)).isPositive();
    advanceClock(Duration.ofNanos(1));
    assertThat(limiter.tryConsume(3)).isZero();
  }

  @Test
  void debtIsPaidFirst() {
    RateLimiter limiter = RateLimiter.of(TEN_A_SECOND, clock::get);
    assertThat(limiter.consumeOrOwe(10)).isZero();
    assertThat(limiter.consumeOrOwe(5)).isEqualTo(Duration.ofMillis(500).toNanos());
    advanceClock(Duration.ofMillis(500));
    assertThat(limiter.tryConsume(1)).isPositive();
    advanceClock(Duration.ofMillis(100));
    assertThat(limiter.tryConsume(1)).isZero();
  }

  @Test
  void waitsAreRoundedUp() {
    assertThat(RateLimiter.waitSeconds(1)).isEqualTo(1);
    assertThat(RateLimiter.waitSeconds(Duration.ofMillis(1001).toNanos())).isEqualTo(2);
    assertThat(RateLimiter.formatWait(1)).isEqualTo("1 ms");
    assertThat(RateLimiter.formatWait(Duration.ofMillis(2500).toNanos())).isEqualTo("3 s");
  }

  @Test
  void eachKeyHasABucket() {
    KeyedRateLimiter limiters = new KeyedRateLimiter(TEN_A_SECOND, clock::get);
    assertThat(limiters.tryConsume("a", 10)).isZero();
    assertThat(limiters.tryConsume("a", 1)).isPositive();
    assertThat(limiters.tryConsume("b", 10)).isZero();
  }

  @Test
  void aRateThatIsOffAcceptsAll() {
    KeyedRateLimiter limiters = new KeyedRateLimiter(Rate.OFF, clock::get);
    for (int i = 0; i < 1000; i++) {
      assertThat(limiters.tryConsume("a", 1_000_000)).isZero();
    }
    assertThat(limiters.size()).isZero();
  }

  @Test
  void onlyAFullBucketIsDropped() {
    KeyedRateLimiter limiters = new KeyedRateLimiter(TEN_A_SECOND, clock::get);
    limiters.tryConsume("a", 10);
    advanceClock(Duration.ofMillis(999));
    assertThat(limiters.size()).isEqualTo(1);
    assertThat(limiters.tryConsume("a", 10)).isPositive();
    advanceClock(Duration.ofSeconds(1));
    assertThat(limiters.size()).isZero();
  }

  @Test
  void theNumberOfBucketsIsBounded() {
    KeyedRateLimiter limiters = new KeyedRateLimiter(TEN_A_SECOND, clock::get);
    for (int i = 0; i < 3 * KeyedRateLimiter.MAX_KEYS; i++) {
      limiters.tryConsume("2001:db8:" + i, 1);
    }
    assertThat(limiters.size()).isPositive().isLessThanOrEqualTo(KeyedRateLimiter.MAX_KEYS);
  }
}
