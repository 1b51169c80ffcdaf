package dev.parley.session;

import static dev.parley.testing.CommandJson.command;
import static dev.parley.testing.CommandJson.object;
import static dev.parley.testing.CommandJson.ping;
import static dev.parley.testing.CommandJson.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Frame;
import dev.parley.session.SessionTestServer.Client;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a session writes to its transport. */
class SessionOutboxTest {
  private SessionTestServer server = new SessionTestServer();

  @AfterEach
  void noTransportWasMisused() {
    assertThat(server.violations()).isEmpty();
  }

  @Test
  @DisplayName(
      "[S1] one write is in flight at the most, and what waits is joined up to frame-bytes")
  void joinsWhatWaits() {
    server = new SessionTestServer("parley.session.frame-bytes", "1KiB");
    Client client = server.connected("u1");
    client.say(subscribe(2, "room:a"));
    client.transport.frames.clear();
    client.transport.stalls = true;
    for (int i = 0; i < 40; i++) {
      server.channelServer.publish("room:a", 1);
      server.settle();
    }
    assertThat(client.transport.frames).hasSize(1);
    client.transport.completeAll();
    assertThat(client.transport.frames).hasSizeBetween(3, 10).allMatch(f -> f.bytes() <= 1024);
    assertThat(client.transport.messages()).hasSize(40);
    assertThat(client.transport.frames)
        .allSatisfy(f -> assertThat(f.bytes()).isEqualTo(Frame.of(f.text()).bytes()));
    assertThat(server.gauge("parley.outbox.bytes")).isZero();
  }

  @Test
  @DisplayName("[S1] a client that does not read is closed with 3008, and nobody else notices")
  void aSlowClientIsClosed() {
    server =
        new SessionTestServer("parley.session.outbox-bytes", "4KiB", "parley.presence.grace", "0s");
    Client slow = server.connected("u1");
    Client quick = server.connected("u2");
    slow.say(subscribe(2, "room:a"));
    quick.say(subscribe(2, "room:a"));
    slow.transport.stalls = true;
    for (int i = 0; i < 100; i++) {
      server.channelServer.publish("room:a", 1);
      server.settle();
    }
    assertThat(slow.closeCode()).isEqualTo(3008);
    int written = slow.transport.frames.size();
    slow.transport.completeAll();
    server.channelServer.publish("room:a", 1);
    server.settle();
    assertThat(slow.transport.frames).hasSize(written);
    assertThat(quick.closeCode()).isZero();
    assertThat(
            quick.transport.messages().stream().filter(m -> m.toString().contains("pub={")).count())
        .isEqualTo(101);
    assertThat(server.gauge("parley.outbox.bytes")).isZero();
    assertThat(server.channelServer.presence.of("room:a")).containsOnlyKeys(quick.info().client());
  }

  @Test
  @DisplayName(
      "[S1] an end that comes under the lock of a channel leaves the channels aside from it")
  void leavesItsChannelsOnAThreadWithoutLocks() {
    server =
        new SessionTestServer("parley.session.outbox-bytes", "4KiB", "parley.presence.grace", "0s");
    Client client = server.connected("u1");
    client.say(subscribe(2, "room:a"));
    client.transport.stalls = true;
    client.send(ping(3));
    client.deliver("room:a", Frame.of("x".repeat(5000)));
    assertThat(client.closeCode()).isEqualTo(3008);
    assertThat(server.channelServer.presence.of("room:a")).hasSize(1);
    server.settle();
    assertThat(server.channelServer.presence.of("room:a")).isEmpty();
  }

  @Test
  @DisplayName("[S1] a single frame larger than the outbox is sent when nothing else waits")
  void aLargeFrameIsSentAlone() {
    server = new SessionTestServer("parley.session.outbox-bytes", "4KiB");
    Client client = server.connected("u1");
    client.say(subscribe(2, "room:a"));
    client.deliver("room:a", Frame.of("{\"x\":\"" + "x".repeat(9000) + "\"}"));
    assertThat(client.closeCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("[S1] a write that fails closes with 3009")
  void aFailedWriteCloses(boolean inline) {
    Client client = server.connected("u1");
    if (inline) {
      client.transport.failure = new IllegalStateException("broken pipe");
      client.say(ping(2));
    } else {
      client.transport.stalls = true;
      client.say(ping(2));
      client.transport.complete(new IllegalStateException("broken pipe"));
    }
    assertThat(client.closeCode()).isEqualTo(3009);
    client.say(ping(3));
    assertThat(client.transport.frames).hasSize(1);
  }

  @Test
  void aWireThatThrowsClosesToo() {
    Client client = server.connected("u1");
    client.transport.sendThrows = new IllegalStateException("closed already");
    client.say(ping(2));
    assertThat(client.closeCode()).isEqualTo(3009);
  }

  @Test
  @DisplayName("[S1] a catch-up goes on only when the client has taken most of it")
  void aCatchUpWaitsForTheClient() {
    server =
        new SessionTestServer(
            "parley.limit.recovery-page-bytes", "1KiB", "parley.session.frame-bytes", "1KiB");
    server.channelServer.publish("room:a", 2000);
    Client client = server.connected("u1");
    client.transport.stalls = true;
    client.say(
        command(
            2,
            "subscribe",
            object("channel", "room:a", "recover", true, "offset", 0, "epoch", "e1")));
    assertThat(server.gauge("parley.outbox.bytes")).isLessThan(100_000);
    double waiting = server.gauge("parley.outbox.bytes");
    server.settle();
    assertThat(server.gauge("parley.outbox.bytes")).isEqualTo(waiting);
    for (int i = 0; i < 2000 && client.transport.messages().size() < 1000; i++) {
      client.transport.completeAll();
      server.settle();
    }
    assertThat(client.closeCode()).isZero();
    assertThat(client.transport.messages()).hasSizeGreaterThan(1000);
  }
}
