package dev.parley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.delivery.WriterPool;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.PushCodec;
import dev.parley.session.Transport;
import dev.parley.transport.ConnectionCloser;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sends by the container, and how a connection ends there. */
class EndpointTransportTest {
  private static final long LONG_MILLIS = 600_000;

  private final MemberExecutors executors =
      new MemberExecutors(ParleyConfig.of(Map.of()), Thread::new);
  private final ConnectionCloser closer = new ConnectionCloser(executors);
  private final WriterPool writers =
      new WriterPool(ParleyConfig.of(Map.of()), new SimpleMeterRegistry(), daemons());
  private final FakeSocket socket = new FakeSocket();
  private final Results results = new Results();

  private EndpointTransport transport(boolean oneByOne, long giveUpMillis) {
    return transport(false, oneByOne, giveUpMillis);
  }

  private EndpointTransport transport(boolean binary, boolean oneByOne, long giveUpMillis) {
    return new EndpointTransport(socket.session(), binary, oneByOne, giveUpMillis, writers, closer);
  }

  @AfterEach
  void stop() {
    executors.close();
    writers.stop();
  }

  private static ThreadFactory daemons() {
    return work -> {
      Thread thread = new Thread(work);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** How sends have ended. */
  private static final class Results implements Transport.Done {
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final AtomicInteger stalls = new AtomicInteger();

    @Override
    public void sent(Throwable failure) {
      ends.add(failure == null ? "sent" : failure.getMessage());
    }

    @Override
    public void stalled() {
      stalls.incrementAndGet();
    }
  }

  @Test
  @DisplayName("[S1] a send ends once, when the container says so")
  void sendEndsOnce() {
    EndpointTransport transport = transport(false, LONG_MILLIS);
    transport.send(Frame.of("a\nb"), results);
    assertThat(socket.sent).containsExactly("a\nb");
    assertThat(results.ends).isEmpty();
    socket.complete();
    assertThat(results.ends).containsExactly("sent");
    transport.send(Frame.of("c"), results);
    socket.fail();
    socket.fail();
    assertThat(results.ends).containsExactly("sent", "broken");
  }

  @Test
  @DisplayName("[S1] a send that fails before it returns ends once, and the rest is not sent")
  void sendFailsAtOnce() {
    socket.inline = true;
    socket.broken = true;
    Frame joined = new PushCodec(new JsonReader(1)).join(List.of(Frame.of("a"), Frame.of("b")));
    transport(true, LONG_MILLIS).send(joined, results);
    assertThat(results.ends).containsExactly("broken");
    assertThat(socket.sent).containsExactly("a");
  }

  @Test
  @DisplayName("[K1] Protobuf is sent as a binary message")
  void binaryMessage() {
    transport(true, false, LONG_MILLIS).send(Frame.of("bytes"), results);
    socket.complete();
    assertThat(socket.sent).containsExactly("bytes");
    assertThat(results.ends).containsExactly("sent");
  }

  @Test
  @DisplayName("[E3] who has no SDK gets each message as a message of its own, however many wait")
  void oneByOne() {
    List<Frame> many = IntStream.range(0, 10_000).mapToObj(i -> Frame.of("m" + i)).toList();
    Frame joined = new PushCodec(new JsonReader(1)).join(many);
    EndpointTransport transport = transport(true, LONG_MILLIS);
    transport.send(joined, results);
    assertThat(socket.sent).containsExactly("m0");
    socket.complete();
    assertThat(socket.sent).containsExactly("m0", "m1");
    assertThat(results.ends).isEmpty();
    socket.inline = true;
    socket.complete();
    // A slow machine may move the rest to a thread for slow clients.
    Awaitility.await().untilAsserted(() -> assertThat(results.ends).containsExactly("sent"));
    assertThat(socket.sent).hasSize(many.size()).endsWith("m9998", "m9999");
  }

  @Test
  @DisplayName("[S1] a client that takes nothing is given up, and one that does is not")
  void stalledClient() {
    EndpointTransport transport = transport(false, 50);
    transport.send(Frame.of("a"), results);
    socket.complete();
    assertThat(results.stalls).hasValue(0);
    transport.send(Frame.of("b"), results);
    Awaitility.await().untilAsserted(() -> assertThat(results.stalls).hasValue(1));
    assertThat(results.ends).containsExactly("sent");
  }

  @Test
  @DisplayName("[W6] the server closes when the send under way has ended")
  void closesAfterTheSend() {
    EndpointTransport transport = transport(false, LONG_MILLIS);
    transport.send(Frame.of("a"), results);
    transport.close(DisconnectCode.SLOW, "\u00fc".repeat(100));
    transport.send(Frame.of("b"), results);
    assertThat(socket.sent).containsExactly("a");
    assertThat(socket.closes).isEmpty();
    socket.complete();
    Awaitility.await().untilAsserted(() -> assertThat(socket.closes).hasSize(1));
    assertThat(socket.closes.get(0).getCloseCode().getCode()).isEqualTo(3008);
    assertThat(socket.closes.get(0).getReasonPhrase()).isEqualTo("\u00fc".repeat(61));
    assertThat(results.ends).containsExactly("the connection ends", "sent");
  }

  @Test
  @DisplayName("[O2] a send that the container forgets ends with the connection")
  void connectionLost() {
    EndpointTransport transport = transport(false, LONG_MILLIS);
    transport.send(Frame.of("a"), results);
    transport.connectionLost();
    socket.fail();
    assertThat(results.ends).containsExactly("the connection has ended");
    transport.close(DisconnectCode.CONNECTION_CLOSED, "too late");
    transport.send(Frame.of("b"), results);
    assertThat(socket.closes).isEmpty();
    assertThat(results.ends).containsExactly("the connection has ended", "the connection ends");
  }
}
