package dev.parley.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.ParleyConfig;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemberExecutorsTest {
  private static final long PATIENCE_SECONDS = 30;

  @Test
  void repeatedWorkGoesOnAfterARunThatThrows() throws InterruptedException {
    CountDownLatch runs = new CountDownLatch(3);
    try (MemberExecutors executors = new MemberExecutors(ParleyConfig.of(Map.of()), Thread::new)) {
      Future<?> repeated =
          executors.repeat(
              () -> {
                runs.countDown();
                throw new IllegalStateException("thrown by a test, on purpose");
              },
              "a test has thrown",
              0,
              1);
      assertThat(runs.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(repeated.isDone()).isFalse();
      repeated.cancel(false);
    }
  }
}
