package dev.parley.transport.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.ParleyConfig;
import dev.parley.delivery.WriterPool;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.JsonReader;
import dev.parley.session.Transport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.AsyncContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The response of a stream: one write at a time, and its end. */
class StreamTransportTest {
  private static final DisconnectCode GONE = new DisconnectCode(4000, "gone");

  private final WriterPool writers =
      new WriterPool(
          ParleyConfig.of(Map.of("parley.sweep.give-up-after", "100ms")),
          new SimpleMeterRegistry(),
          work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
          });
  private final Response response = new Response();
  private final CountDownLatch completed = new CountDownLatch(1);
  private final StreamTransport transport =
      new StreamTransport(
          (AsyncContext)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {AsyncContext.class},
                  (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("complete");
                    completed.countDown();
                    return null;
                  }),
          response,
          new LineFormat(),
          new JsonCodec(new JsonReader(16), 8),
          writers);

  /** A client that may stop to read, or be gone. As on Open Liberty, no interrupt ends a write. */
  private static final class Response extends OutputStream {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private volatile CompletableFuture<Void> reads = CompletableFuture.completedFuture(null);
    private volatile boolean gone;

    @Override
    public void write(int b) {
      sent.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      sent.write(bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
      reads.join();
      if (gone) {
        throw new IOException("gone");
      }
    }

    String text() {
      return sent.toString(StandardCharsets.UTF_8);
    }
  }

  private static final class Heard implements Transport.Done {
    private final CompletableFuture<Throwable> sent = new CompletableFuture<>();
    private final BlockingQueue<String> stalled = new LinkedBlockingQueue<>();
    private Runnable whenStalled = () -> {};

    @Override
    public void sent(Throwable failure) {
      sent.complete(failure);
    }

    @Override
    public void stalled() {
      stalled.add("stalled");
      whenStalled.run();
    }
  }

  @AfterEach
  void stop() {
    response.reads.complete(null);
    writers.stop();
  }

  private void send(String text, Transport.Done done) {
    transport.send(Frame.of(text), done);
  }

  private void awaitEnd() throws InterruptedException {
    assertThat(completed.await(30, TimeUnit.SECONDS)).as("the response ends").isTrue();
  }

  @Test
  @DisplayName("[E1] a stream ends with a disconnect push")
  void theEnd() throws InterruptedException {
    Heard heard = new Heard();
    send("{}", heard);
    assertThat(heard.sent).isCompletedWithValue(null);
    transport.close(GONE, "because");
    awaitEnd();
    assertThat(response.text())
        .isEqualTo(
            "{}\n{\"push\":{\"disconnect\":{\"code\":4000,\"reason\":\"because\",\"reconnect\":true}}}\n");
    Heard late = new Heard();
    send("{}", late);
    assertThat(late.sent.join()).as("nothing follows").isInstanceOf(IOException.class);
  }

  @Test
  @DisplayName("[E1] the end waits for the write that is in flight")
  void theEndWaits() throws InterruptedException {
    response.reads = new CompletableFuture<>();
    Heard heard = new Heard();
    new Thread(() -> send("first", heard)).start();
    Awaitility.await().until(() -> response.text().contains("first"));
    transport.close(GONE, "because");
    assertThat(completed.getCount()).isEqualTo(1);
    response.reads.complete(null);
    awaitEnd();
    assertThat(heard.sent.join()).isNull();
    assertThat(response.text()).startsWith("first\n").contains("because");
  }

  @Test
  @DisplayName(
      "[S1] [E1] who does not read is given up, and its response ends when the server ends the write")
  void givenUp() throws InterruptedException {
    response.reads = new CompletableFuture<>();
    Heard heard = new Heard();
    heard.whenStalled = () -> transport.close(DisconnectCode.SLOW, "slow");
    new Thread(() -> send("first", heard)).start();
    Awaitility.await().until(() -> heard.stalled.contains("stalled"));
    assertThat(heard.sent).as("the thread still writes").isNotDone();
    response.gone = true;
    response.reads.complete(null);
    assertThat(heard.sent.join()).isInstanceOf(IOException.class);
    assertThat(heard.stalled).as("told once").containsExactly("stalled");
    awaitEnd();
    assertThat(response.text()).as("nothing is written after a failure").isEqualTo("first\n");
  }

  @Test
  @DisplayName("[E1] a client that is gone is not written to again")
  void gone() throws InterruptedException {
    response.gone = true;
    Heard heard = new Heard();
    send("first", heard);
    assertThat(heard.sent.join()).isInstanceOf(IOException.class);
    transport.close(DisconnectCode.WRITE_ERROR, "write error");
    awaitEnd();
    assertThat(response.text()).isEqualTo("first\n");
  }
}
