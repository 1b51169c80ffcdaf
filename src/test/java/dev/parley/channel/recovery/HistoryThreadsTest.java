package dev.parley.channel.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The threads that may wait for the log, when they all do. */
class HistoryThreadsTest {
  private final CountDownLatch answered = new CountDownLatch(1);
  private final List<String> results = new CopyOnWriteArrayList<>();
  private final MemberExecutors executors =
      new MemberExecutors(
          ParleyConfig.of(Map.of("parley.log.readers", "1", "parley.log.reads-waiting", "1")),
          Thread::new);
  private final HistoryThreads threads = new HistoryThreads(executors);

  @AfterEach
  void stop() {
    executors.close();
  }

  private String slowly() {
    try {
      answered.await();
      return "read";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    threads.run(
        this::slowly,
        results::add,
        problem -> results.add(problem.code() == ErrorCode.INTERNAL ? "refused" : "wrong code"));
  }

  @Test
  @DisplayName("[L6] the queue for the log is bounded; further reads are refused")
  void refusesWhenTooManyWait() {
    for (int i = 0; i < 3; i++) {
      read();
    }
    assertThat(results).containsExactly("refused");
    answered.countDown();
    Awaitility.await().until(() -> results.equals(List.of("refused", "read", "read")));
  }

  @Test
  @DisplayName("[L5] a repair that is to be tried again is not forgotten when too many wait")
  void aDelayedTaskIsNotForgotten() {
    read();
    read();
    threads.runLater(1, () -> results.add("repaired"));
    Awaitility.await().during(java.time.Duration.ofMillis(50)).until(results::isEmpty);
    answered.countDown();
    Awaitility.await().until(() -> results.contains("repaired"));
  }
}
