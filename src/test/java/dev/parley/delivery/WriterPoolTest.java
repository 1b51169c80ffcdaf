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

/** The threads that write, and what happens when a client makes them wait. */
class WriterPoolTest {
  private final CountDownLatch letGo = new CountDownLatch(1);
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger givenUp = new AtomicInteger();
  private WriterPool sweepers;

  private WriterPool start(String... settings) {
    Map<String, String> values = new java.util.HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    sweepers =
        new WriterPool(
            ParleyConfig.of(values),
            new SimpleMeterRegistry(),
            work -> {
              Thread thread = new Thread(work);
              thread.setDaemon(true);
              return thread;
            });
    return sweepers;
  }

  @AfterEach
  void stop() {
    letGo.countDown();
    sweepers.stop();
  }

  @Test
  @DisplayName("[S1] a blocked write costs its thread, and the sweep goes on behind it in order")
  void aBlockedWriteIsTakenOver() {
    start();
    sweepers.bulk(sweepOf(6, 2));
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(done).containsExactly("step 0", "step 1", "step 3", "step 4", "step 5"));
    assertThat(sweepers.blocked()).isEqualTo(1);
    letGo.countDown();
    Awaitility.await().untilAsserted(() -> assertThat(sweepers.blocked()).isZero());
    assertThat(done).endsWith("step 2").hasSize(6);
  }

  @Test
  @DisplayName("[S1] what is urgent is not kept waiting by a blocked write")
  void urgentWorkGoesOn() {
    start();
    sweepers.urgent(blocking("first"));
    sweepers.urgent(
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
    sweepers.urgent(blocking("a"));
    Awaitility.await().untilAsserted(() -> assertThat(done).containsExactly("a"));
    assertThat(givenUp).hasValue(1);
    Awaitility.await().untilAsserted(() -> assertThat(sweepers.blocked()).isZero());
  }

  @Test
  @DisplayName("[S1] when too many threads wait, the one that waits longest is given up at once")
  void tooManyBlockedThreadsAreBounded() {
    start("parley.sweep.blocked-threads", "3", "parley.sweep.give-up-after", "5m");
    for (int i = 0; i < 20; i++) {
      sweepers.urgent(blocking("w" + i));
    }
    Awaitility.await().untilAsserted(() -> assertThat(done).hasSizeGreaterThanOrEqualTo(17));
    assertThat(sweepers.blocked()).isLessThanOrEqualTo(3);
    assertThat(done).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("[S1] writes apart do not wait for each other, as long as there are threads")
  void writesApart() {
    start("parley.sweep.give-up-after", "5m");
    for (int i = 0; i < 20; i++) {
      sweepers.apart(() -> write("stuck", letGo));
    }
    sweepers.apart(() -> write("free", new CountDownLatch(0)));
    Awaitility.await().untilAsserted(() -> assertThat(done).containsExactly("free"));
    letGo.countDown();
    Awaitility.await().untilAsserted(() -> assertThat(done).hasSize(21));
    assertThat(givenUp).hasValue(0);
  }

  @Test
  @DisplayName("[S1] when all threads for writes apart are taken, who blocks longest is given up")
  void tooManyWritesApart() {
    start("parley.sweep.blocked-threads", "2", "parley.sweep.give-up-after", "5m");
    sweepers.apart(() -> write("first", new CountDownLatch(1)));
    sweepers.apart(() -> write("second", new CountDownLatch(1)));
    sweepers.apart(() -> write("third", new CountDownLatch(0)));
    Awaitility.await().untilAsserted(() -> assertThat(done).hasSize(2).endsWith("third"));
    assertThat(givenUp).hasValue(1);
  }

  @Test
  @DisplayName(
      "what is large keeps them busy until a moment after its end, what is urgent does not")
  void busy() {
    start();
    sweepers.urgent(this::noteWhetherBusy);
    Awaitility.await().untilAsserted(() -> assertThat(done).containsExactly("idle"));
    sweepers.bulk(this::noteWhetherBusy);
    Awaitility.await().untilAsserted(() -> assertThat(done).containsExactly("idle", "busy"));
    Awaitility.await().until(() -> !sweepers.isBusy());
  }

  private boolean noteWhetherBusy() {
    done.add(sweepers.isBusy() ? "busy" : "idle");
    return false;
  }

  @Test
  void aStepThatThrowsEndsItsSweepAndNothingElse() {
    start();
    sweepers.bulk(
        () -> {
          throw new IllegalStateException("thrown by a test, on purpose");
        });
    sweepers.bulk(sweepOf(2, -1));
    Awaitility.await().untilAsserted(() -> assertThat(done).containsExactly("step 0", "step 1"));
    assertThat(sweepers.makeProgress(0)).isTrue();
  }

  @Test
  void whatIsUrgentComesBeforeTheNextStepOfWhatIsLarge() {
    start();
    sweepers.bulk(
        new WriteTask() {
          private int next;

          @Override
          public boolean step() {
            done.add("large " + next);
            if (next == 0) {
              sweepers.urgent(
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

  /** Steps that are noted; one of them blocks, as a write to a client that does not read. */
  private WriteTask sweepOf(int steps, int blockingOne) {
    return new WriteTask() {
      private int next;

      @Override
      public boolean step() {
        int now = next++;
        boolean more = next < steps;
        if (now == blockingOne) {
          write("step " + now, letGo);
        } else {
          done.add("step " + now);
        }
        return more;
      }
    };
  }

  /** A sweep of one write that blocks until it is given up, or let go. */
  private WriteTask blocking(String name) {
    return () -> {
      write(name, new CountDownLatch(1));
      return false;
    };
  }

  private static void await(CountDownLatch until) throws IOException {
    try {
      until.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void write(String name, CountDownLatch until) {
    try {
      sweepers.write(
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
