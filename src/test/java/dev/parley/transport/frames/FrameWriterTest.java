package dev.parley.transport.frames;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.ParleyConfig;
import dev.parley.delivery.WriterPool;
import dev.parley.session.Transport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FrameWriterTest {
  private static final ThreadFactory DAEMONS =
      work -> {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
      };

  private final List<String> done = Collections.synchronizedList(new ArrayList<>());
  private final FakeConnection connection = new FakeConnection();
  private final WriterPool writers =
      new WriterPool(
          ParleyConfig.of(Map.of("parley.sweep.give-up-after", "100ms")),
          new SimpleMeterRegistry(),
          DAEMONS);
  private final FrameWriter writer = new FrameWriter(connection.getOutputStream(), writers);

  @AfterEach
  void stop() {
    connection.unblock();
    writers.stop();
  }

  private QueuedFrame text(String text) {
    return new QueuedFrame(
        Opcode.TEXT,
        text.getBytes(StandardCharsets.UTF_8),
        new Transport.Done() {
          @Override
          public void sent(Throwable failure) {
            done.add(failure == null ? text : "not " + text);
          }

          @Override
          public void stalled() {
            done.add(text + " stalls");
          }
        });
  }

  private void aside(Runnable work) {
    DAEMONS.newThread(work).start();
  }

  @Test
  void aFrameIsWrittenByItsCaller() {
    writer.write(text("a"));
    assertThat(done).containsExactly("a");
    assertThat(connection.written()).containsExactly(0x81, 1, 'a');
  }

  @Test
  @DisplayName("[S1] who finds another thread writing does not wait for it")
  void oneAfterTheOther() {
    connection.block();
    aside(() -> writer.write(text("a")));
    Awaitility.await().until(connection::hasWriterWaiting);
    writer.write(text("b"));
    writer.write(text("c"));
    assertThat(done).doesNotContain("a", "b", "c");
    connection.unblock();
    Awaitility.await().untilAsserted(() -> assertThat(done).endsWith("a", "b", "c"));
    assertThat(connection.written()).containsExactly(0x81, 1, 'a', 0x81, 1, 'b', 0x81, 1, 'c');
  }

  @Test
  @DisplayName("[S1] a large frame does not hold up its caller")
  void largeFramesAreWrittenApart() {
    connection.block();
    String large = "x".repeat(100_000);
    writer.write(text(large));
    Awaitility.await().until(connection::hasWriterWaiting);
    connection.unblock();
    Awaitility.await().untilAsserted(() -> assertThat(done).endsWith(large));
    assertThat(connection.written()).hasSize(10 + 100_000).startsWith(0x81, 127, 0, 0, 0, 0, 0, 1);
  }

  @Test
  @DisplayName("[S1] who has blocked a writer is written to apart for a while")
  void whoBlocksIsWrittenToApart() {
    connection.block();
    aside(() -> writer.write(text("a")));
    Awaitility.await().untilAsserted(() -> assertThat(done).containsExactly("a stalls"));
    connection.unblock();
    Awaitility.await().untilAsserted(() -> assertThat(done).endsWith("a"));
    connection.block();
    writer.write(text("b"));
    Awaitility.await().until(connection::hasWriterWaiting);
    connection.unblock();
    Awaitility.await().untilAsserted(() -> assertThat(done).endsWith("b"));
  }

  @Test
  @DisplayName("[S1] the end comes when a write that is stuck is over, and no more is written")
  void theEndWaitsForTheWriter() {
    connection.block();
    aside(() -> writer.write(text("a")));
    Awaitility.await().until(connection::hasWriterWaiting);
    assertThat(writer.isStuck()).isTrue();
    writer.end(() -> done.add("end"));
    writer.write(text("b"));
    assertThat(done).doesNotContain("end");
    connection.unblock();
    Awaitility.await().untilAsserted(() -> assertThat(done).endsWith("end", "not a", "not b"));
    assertThat(connection.written()).containsExactly(0x81, 1);
    writer.end(() -> done.add("end again"));
    assertThat(done).doesNotContain("end again");
  }

  @Test
  void aFailureIsTold() throws IOException {
    connection.close();
    writer.write(text("a"));
    assertThat(done).containsExactly("not a");
  }
}
