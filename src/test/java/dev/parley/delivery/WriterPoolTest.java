package dev.parley.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.ParleyConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The threads that write to clients, also when a client blocks one. */
class WriterPoolTest {
  private final CountDownLatch unblock = new CountDownLatch(1);
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger givenUp = new AtomicInteger();
  private WriterPool writers;

  private WriterPool start(String... settings) {
    Map<String, String> values = new java.util.HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    writers =
        new WriterPool(
            ParleyConfig.of(values),
            new SimpleMeterRegistry(),
            work -> {
              Thread thread = new Thread(work);
              thread.setDaemon(true);
              return thread;
            });
    return writers;
  }

  @AfterEach
  void stop() {
    unblock.countDown();
    writers.stop();
  }

  @Test
  @DisplayName("[S1] a blocked write costs its thread, and the task goes on behind it in order")
  void aBlockedWriteIsTakenOver() {
    start();
    writers.submit(taskOf(6, 2));
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(done).containsExactly("step 0", "step 1", "step 3", "step 4", "step 5"));
    assertThat(writers.blocked()).isEqualTo(1);
    unblock.countDown();
    Awaitility.await().untilAsserted(() -> assertThat(writers.blocked()).isZero());
    assertThat(done).endsWith("step 2").hasSize(6);
  }

  @Test
  @DisplayName("[S1] a blocked write does not delay urgent tasks")
  void urgentTasksGoOn() {
    start();
    writers.submitUrgent(blocking("first"));
    writers.submitUrgent(
        () -> {
          done.add("second");
          return false;
        });
    Awaitility.await().untilAsserted(() -> assertThat(done).containsExactly("second"));
  }

  @Test
  @DisplayName("[S1] a write that blocks for too long is given up, once")
  void aLongBlockedWriteIsGivenUp() {
    start("parley.sweep.give-up-after", "100ms");
    writers.submitUrgent(blocking("a"));
    Awaitility.await().untilAsserted(() -> assertThat(done).containsExactly("a"));
    assertThat(givenUp).hasValue(1);
    Awaitility.await().untilAsserted(() -> assertThat(writers.blocked()).isZero());
  }

  @Test
  @DisplayName("[S1] a write that is given up is interrupted, and its thread forgets it afterwards")
  void aWriteThatIsGivenUpIsInterrupted() {
    start("parley.sweep.give-up-after", "100ms");
    writers.submitSlow(
        () -> {
          try {
            writers.write(WriterPoolTest::awaitInterrupt, () -> done.add("given up"));
          } catch (IOException e) {
            done.add(e.getMessage());
          }
          done.add("interrupted: " + Thread.currentThread().isInterrupted());
        });
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(done)
                    .containsExactly("given up", "the write failed", "interrupted: false"));
  }

  private static void awaitInterrupt() throws IOException {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
    throw new IOException("the write failed");
  }

  @Test
  @DisplayName("[S1] when too many threads wait, the one that waits longest is given up at once")
  void tooManyBlockedThreadsAreBounded() {
    start("parley.sweep.blocked-threads", "3", "parley.sweep.give-up-after", "5m");
    for (int i = 0; i < 20; i++) {
      writers.submitUrgent(blocking("w" + i));
    }
    Awaitility.await().untilAsserted(() -> assertThat(done).hasSizeGreaterThanOrEqualTo(17));
    assertThat(writers.blocked()).isLessThanOrEqualTo(3);
    assertThat(done).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName(
      "[S1] writes to slow clients do not wait for each other, as long as there are threads")
  void slowClientsDoNotWaitForEachOther() {
    start("parley.sweep.give-up-after", "5m");
    for (int i = 0; i < 20; i++) {
      writers.submitSlow(() -> write("stuck", unblock));
    }
    writers.submitSlow(() -> write("free", new CountDownLatch(0)));
    Awaitility.await().untilAsserted(() -> assertThat(done).containsExactly("free"));
    unblock.countDown();
    Awaitility.await().untilAsserted(() -> assertThat(done).hasSize(21));
    assertThat(givenUp).hasValue(0);
  }

  @Test
  @DisplayName(
      "[S1] when all threads for slow clients are in use, the client that blocks longest is given up")
  void tooManySlowClients() {
    start("parley.sweep.blocked-threads", "2", "parley.sweep.give-up-after", "5m");
    writers.submitSlow(() -> write("first", new CountDownLatch(1)));
    writers.submitSlow(() -> write("second", new CountDownLatch(1)));
    writers.submitSlow(() -> write("third", new CountDownLatch(0)));
    Awaitility.await().untilAsserted(() -> assertThat(done).hasSize(2).endsWith("third"));
    assertThat(givenUp).hasValue(1);
  }

  @Test
  @DisplayName(
      "a large task makes the pool busy until a moment after its end, an urgent one does not")
  void busy() {
    start();
    writers.submitUrgent(this::recordWhetherBusy);
    Awaitility.await().untilAsserted(() -> assertThat(done).containsExactly("idle"));
    writers.submit(this::recordWhetherBusy);
    Awaitility.await().untilAsserted(() -> assertThat(done).containsExactly("idle", "busy"));
    Awaitility.await().until(() -> !writers.isBusy());
  }

  private boolean recordWhetherBusy() {
    done.add(writers.isBusy() ? "busy" : "idle");
    return false;
  }

  @Test
  void aStepThatThrowsEndsItsTaskAndNothingElse() {
    start();
    writers.submit(
        () -> {
          throw new IllegalStateException("thrown by a test, on purpose");
        });
    writers.submit(taskOf(2, -1));
    Awaitility.await().untilAsserted(() -> assertThat(done).containsExactly("step 0", "step 1"));
    assertThat(writers.makesProgress(0)).isTrue();
  }

  @Test
  void anUrgentTaskRunsBeforeTheNextStepOfALargeOne() {
    start();
    writers.submit(
        new WriteTask() {
          private int next;

          @Override
          public boolean step() {
            done.add("large " + next);
            if (next == 0) {
              writers.submitUrgent(
                  () -> {
                    done.add("urgent");
                    return false;
                  });
            }
            next++;
            return next < 3;
          }
        });
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(done).containsExactly("large 0", "urgent", "large 1", "large 2"));
  }

  /**
   * A task whose steps are recorded; one of them blocks, as a write to a client that does not read.
   */
  private WriteTask taskOf(int steps, int blockingOne) {
    return new WriteTask() {
      private int next;

      @Override
      public boolean step() {
        int now = next++;
        boolean more = next < steps;
        if (now == blockingOne) {
          write("step " + now, unblock);
        } else {
          done.add("step " + now);
        }
        return more;
      }
    };
  }

  /** A task of one write that blocks until it is given up or unblocked. */
  private WriteTask blocking(String name) {
    return () -> {
      write(name, new CountDownLatch(1));
      return false;
    };
  }

  private static void await(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      // The pool interrupts a write that it has given up.
    }
  }

  private void write(String name, CountDownLatch until) {
    try {
      writers.write(
          () -> await(until),
          () -> {
            givenUp.incrementAndGet();
            until.countDown();
          });
      done.add(name);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
