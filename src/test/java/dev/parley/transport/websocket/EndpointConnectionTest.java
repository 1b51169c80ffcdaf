package dev.parley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.delivery.WriterPool;
import dev.parley.protocol.Codec;
import dev.parley.session.CommandPath;
import dev.parley.session.SessionTestServer;
import dev.parley.testing.CommandJson;
import dev.parley.transport.ConnectionCloser;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages in parts, as containers hand them over. */
class EndpointConnectionTest {
  private static final int MOST_BYTES = 1024;

  private final MemberExecutors executors =
      new MemberExecutors(ParleyConfig.of(Map.of()), Thread::new);
  private final WriterPool writers =
      new WriterPool(ParleyConfig.of(Map.of()), new SimpleMeterRegistry(), daemons());
  private final FakeSocket socket = new FakeSocket();
  private final SessionTestServer server = new SessionTestServer();
  private final SessionTestServer.Client client = server.open(CommandPath.CONNECTION);
  private final EndpointConnection connection = connection(server.json);

  private EndpointConnection connection(Codec codec) {
    EndpointTransport transport =
        new EndpointTransport(
            socket.session(),
            codec.isBinary(),
            false,
            600_000,
            writers,
            new ConnectionCloser(executors));
    return new EndpointConnection(codec, MOST_BYTES, transport, client.session);
  }

  private static ThreadFactory daemons() {
    return work -> {
      Thread thread = new Thread(work);
      thread.setDaemon(true);
      return thread;
    };
  }

  @AfterEach
  void stop() {
    executors.close();
    writers.stop();
  }

  private void assertClosed(int code) {
    Awaitility.await().untilAsserted(() -> assertThat(socket.closes).hasSize(1));
    assertThat(socket.closes.get(0).getCloseCode().getCode()).isEqualTo(code);
  }

  @Test
  @DisplayName("[W5] a message in parts is the message, and the next one is another")
  void partsAreJoined() {
    String connect = CommandJson.connect(1, server.token("u1"));
    connection.receive(connect.substring(0, 1), false);
    connection.receive("", false);
    connection.receive(connect.substring(1), false);
    connection.receive("", true);
    connection.receive("{\"id\":2,\"ping\":{}}", true);
    server.settle();
    assertThat(client.answered()).containsExactly(1L, 2L);
  }

  @Test
  @DisplayName("[W4] the parts of a message are bounded together, and the rest of it is dropped")
  void partsAreBounded() {
    String half = " ".repeat(MOST_BYTES / 2);
    connection.receive(half, false);
    connection.receive(half, false);
    assertThat(socket.closes).isEmpty();
    connection.receive(" ", false);
    assertClosed(1009);
    connection.receive(CommandJson.connect(1, server.token("u1")), true);
    server.settle();
    assertThat(client.answered()).isEmpty();
  }

  @Test
  @DisplayName("[W4] the size of a text is its size in UTF-8")
  void charactersOfTwoBytes() {
    connection.receive("\u00fc".repeat(MOST_BYTES / 2) + " ", true);
    assertClosed(1009);
  }

  @Test
  @DisplayName("[W4] a message that fits is read, whatever came before it")
  void eachMessageHasTheWholeLimit() {
    for (int id = 1; id <= 3; id++) {
      String command =
          id == 1 ? CommandJson.connect(1, server.token("u1")) : "{\"id\":" + id + ",\"ping\":{}}";
      connection.receive(command, false);
      connection.receive(" ".repeat(MOST_BYTES - command.length()), true);
    }
    server.settle();
    assertThat(client.answered()).containsExactly(1L, 2L, 3L);
  }

  @Test
  @DisplayName("[J3] [K1] a part of the other kind closes with 3506, whatever follows")
  void otherKind() {
    connection.receive(ByteBuffer.wrap(new byte[] {1}), false);
    connection.receive(ByteBuffer.wrap(new byte[MOST_BYTES + 1]), false);
    server.settle();
    assertThat(client.closeCode()).isEqualTo(3506);
    assertThat(socket.closes).isEmpty();
  }

  @Test
  @DisplayName("[W5] text that is not UTF-8 closes with 1007, whichever container says so")
  void notUtf8() {
    connection.failed(new UnsupportedEncodingException("Undertow"));
    connection.failed(new CharacterCodingException());
    assertClosed(1007);
  }

  @Test
  @DisplayName("[W6] a connection that fails is closed")
  void failure() {
    connection.failed(new IOException("broken"));
    assertClosed(1011);
  }
}
