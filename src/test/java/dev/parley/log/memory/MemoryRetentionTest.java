package dev.parley.log.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.ParleyConfig;
import dev.parley.log.RecordedResults;
import dev.parley.log.TestClock;
import dev.parley.log.TestConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryRetentionTest {
  private final ParleyConfig config =
      TestConfig.of(
          "parley.namespace.mem.history-size", "3", "parley.namespace.mem.history-ttl", "1m");
  private final TestClock clock = new TestClock();
  private final MemoryLog log =
      new MemoryLog(name -> config.namespaceOf(name).orElseThrow(), Duration.ofMinutes(5), clock);
  private final RecordedResults results = new RecordedResults();

  @Test
  void keepsTheNewestByNumberAndForItsTime() {
    for (int i = 0; i < 5; i++) {
      results.appendNow(log, "mem:a", "m" + i);
    }
    assertThat(RecordedResults.offsets(log.readAfter("mem:a", 0, 10))).containsExactly(3L, 4L, 5L);
    assertThat(log.readAfter("mem:a", 0, 10).continues(0)).isFalse();
    clock.move(Duration.ofMinutes(2));
    assertThat(log.readAfter("mem:a", 0, 10).publications()).isEmpty();
    assertThat(results.appendNow(log, "mem:a", "next")).isEqualTo(6);
    assertThat(RecordedResults.offsets(log.readBefore("mem:a", Long.MAX_VALUE, 10)))
        .containsExactly(6L);
  }
}
