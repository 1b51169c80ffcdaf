package dev.parley.transport.frames;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.delivery.HandDrivenWriterPool;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.PushCodec;
import dev.parley.session.Transport;
import dev.parley.transport.ConnectionCloser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a connection ends: RFC 6455, section 7. */
class WebSocketTransportTest {
  private static final byte[] SLOW = {(byte) 0x88, 6, 0x0b, (byte) 0xc0, 's', 'l', 'o', 'w'};
  private static final byte[] NORMAL = {(byte) 0x88, 2, 3, (byte) 232};

  private final MemberExecutors executors =
      new MemberExecutors(ParleyConfig.of(Map.of()), Thread::new);
  private final ConnectionCloser closer = new ConnectionCloser(executors);
  private final FakeConnection connection = new FakeConnection();
  private final WebSocketTransport transport = transport(false);

  private WebSocketTransport transport(boolean oneByOne) {
    return new WebSocketTransport(
        new TcpConnection(connection),
        new FrameWriter(
            connection.getOutputStream(), new HandDrivenWriterPool(ParleyConfig.of(Map.of()))),
        Opcode.TEXT,
        oneByOne,
        closer);
  }

  @AfterEach
  void stop() {
    executors.close();
  }

  @Test
  @DisplayName(
      "[E3] [J1] [J7] who has no SDK gets each message in a frame of its own, and is asked once")
  void oneByOne() {
    List<Throwable> done = new ArrayList<>();
    Transport.Done counting =
        new Transport.Done() {
          @Override
          public void sent(Throwable failure) {
            done.add(failure);
          }

          @Override
          public void stalled() {
            throw new AssertionError("nothing blocks");
          }
        };
    Frame joined =
        new PushCodec(new JsonReader(1))
            .join(List.of(Frame.of("a"), Frame.of("bc"), Frame.of("{}")));
    transport(true).send(joined, counting);
    assertThat(connection.written())
        .containsExactly(0x81, 1, 'a', 0x81, 2, 'b', 'c', 0x81, 2, '{', '}');
    assertThat(done).hasSize(1).containsOnlyNulls();
    transport(true).send(Frame.PING, counting);
    assertThat(connection.written()).as("[J7] a ping of the transport").endsWith(0x89, 0);
    transport.send(Frame.of("a\nb"), counting);
    assertThat(connection.written()).endsWith(0x81, 3, 'a', '\n', 'b');
  }

  @Test
  @DisplayName("[W6] the server closes: the TCP connection ends when the client has answered")
  void closedByServer() {
    transport.close(DisconnectCode.SLOW, "slow");
    Awaitility.await().untilAsserted(() -> assertThat(connection.written()).isEqualTo(SLOW));
    transport.beforeRead();
    transport.afterRead();
    assertThat(connection.closes).isZero();
    transport.beforeRead();
    transport.closedByClient(new CloseStatus(3008, ""));
    transport.afterRead();
    assertThat(connection.closes).isEqualTo(1);
    assertThat(connection.written()).isEqualTo(SLOW);
  }

  @Test
  @DisplayName("[W6] the client closes: it is answered with its code, then the TCP connection ends")
  void closedByClient() {
    transport.beforeRead();
    transport.closedByClient(new CloseStatus(1000, "why"));
    assertThat(connection.written()).isEqualTo(NORMAL);
    transport.afterRead();
    assertThat(connection.closes).isEqualTo(1);
    transport.close(DisconnectCode.CONNECTION_CLOSED, "too late");
    assertThat(connection.written()).isEqualTo(NORMAL);
  }

  @Test
  @DisplayName("[W6] a close frame without a code is answered with 1000")
  void closedWithoutCode() {
    transport.beforeRead();
    transport.closedByClient(new CloseStatus(CloseStatus.NONE, ""));
    assertThat(connection.written()).isEqualTo(NORMAL);
  }

  @Test
  @DisplayName("[W6] who sends what is forbidden is read on for a moment, so that he learns why")
  void failed() {
    transport.beforeRead();
    transport.fail(new CloseStatus(CloseStatus.TOO_BIG, ""));
    transport.afterRead();
    assertThat(connection.written()).containsExactly(0x88, 2, 3, 241);
    assertThat(connection.closes).isZero();
    transport.connectionLost();
    assertThat(connection.closes).isEqualTo(1);
  }

  @Test
  @DisplayName("[W6] a connection that is gone is let go of")
  void connectionLost() {
    transport.connectionLost();
    transport.close(DisconnectCode.CONNECTION_CLOSED, "too late");
    transport.connectionLost();
    assertThat(connection.closes).isEqualTo(1);
    assertThat(connection.written()).isEmpty();
  }
}
