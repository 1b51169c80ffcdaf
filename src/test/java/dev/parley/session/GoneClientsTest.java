package dev.parley.session;

import static dev.parley.testing.CommandJson.connect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.Push;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.testing.JsonTree;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients of which only a write tells that they are gone, and those who come in their place. */
class GoneClientsTest {
  private static final Duration TICK = Duration.ofMillis(500);

  private final List<Client> clients = new ArrayList<>();
  private SessionTestServer server = server();
  private Duration time = Duration.ZERO;

  private SessionTestServer server(String... settings) {
    SessionTestServer made = new SessionTestServer(settings);
    made.context.nanos = 1;
    return made;
  }

  private Client stream(String user) {
    Client client = server.open(CommandPath.REQUESTS);
    client.transport.needsProbes = true;
    clients.add(client);
    client.say(connect(1, server.token(user)));
    return client;
  }

  /** Its connection is closed: the write after the next one fails. */
  private static void leave(Client client) {
    client.transport.writesUntilFailure = 1;
  }

  /** Lets time pass; all who are open answer pings, unless their connection is closed. */
  private void pass(Duration duration) {
    for (Duration end = time.plus(duration); time.compareTo(end) < 0; ) {
      time = time.plus(TICK);
      server.nanos = time.toNanos();
      server.context.nanos = 1 + server.nanos;
      server.heartbeat.challenge();
      for (Client client : clients) {
        server.heartbeat.check(client.session, server.context.nanos, Instant.now());
        server.settle();
        if (client.transport.writesUntilFailure < 0) {
          client.say("{}");
        }
      }
    }
  }

  private static void probe(Client client) {
    client.session.pingState().challenge();
    client.session.pingState().takeChallenge();
  }

  private static boolean isIn(Client client) {
    return JsonTree.object(client.reply(1), "connect").containsKey("client");
  }

  @Test
  @DisplayName("[P1] [E5] a silent stream whose client has gone ends within two probes")
  void aSilentStreamEnds() {
    Client gone = stream("u1");
    Client stays = stream("u2");
    pass(Duration.ofSeconds(1));
    leave(gone);
    pass(Duration.ofSeconds(6));
    assertThat(gone.closeCode()).isEqualTo(3009);
    assertThat(server.channelServer.presence.of("inbox:u1")).as("held back").isNotEmpty();
    pass(Duration.ofMinutes(2));
    assertThat(stays.closeCode()).isZero();
    assertThat(stays.transport.probes).isBetween(30, 70);
    assertThat(stays.transport.violations).isEmpty();
  }

  @Test
  @DisplayName("[E5] who is written to is not probed, nor is one whose end the network tells")
  void onlyWhereItIsNeeded() {
    Client busy = stream("u1");
    Client socket = server.connected("u2");
    clients.add(socket);
    for (int i = 0; i < 60; i++) {
      busy.deliver("inbox:u1", Frame.of("{}"));
      pass(Duration.ofSeconds(1));
    }
    assertThat(busy.transport.probes).isZero();
    assertThat(socket.transport.probes).isZero();
  }

  @Test
  @DisplayName("[S1] [E5] what comes while a probe is on its way follows it")
  void oneWriteAtATime() {
    Client client = stream("u1");
    client.transport.frames.clear();
    client.transport.stalls = true;
    for (int i = 0; i < 2; i++) {
      probe(client);
      server.settle();
    }
    assertThat(client.transport.probes).as("one, and no other before it has left").isEqualTo(1);
    client.deliver("inbox:u1", Frame.of("{\"first\":1}"));
    assertThat(client.transport.frames).isEmpty();
    client.transport.completeAll();
    assertThat(client.transport.frames).containsExactly(Frame.of("{\"first\":1}"));
    probe(client);
    server.settle();
    client.transport.stalls = false;
    client.transport.complete(new IOException("gone"));
    assertThat(client.closeCode()).isEqualTo(3009);
    assertThat(client.transport.violations).isEmpty();
  }

  @Test
  @DisplayName("[E5] a probe passes a session that waits for its first reply, and changes nothing")
  void beforeTheFirstReply() {
    Client client = server.open(CommandPath.REQUESTS);
    client.transport.needsProbes = true;
    client.session.holdOutbox();
    client.session.push(new Push.Disconnected(DisconnectCode.SLOW, "early"));
    probe(client);
    server.settle();
    assertThat(client.transport.probes).isEqualTo(1);
    assertThat(client.transport.frames).isEmpty();
  }

  @Test
  @DisplayName("[A8] who reloads a hundred times within seconds comes back, and is in soon")
  void aHundredReloads() {
    server = server("parley.limit.sessions-per-user", "100");
    for (int i = 0; i < 100; i++) {
      Client reloaded = stream("u1");
      assertThat(isIn(reloaded)).isTrue();
      leave(reloaded);
    }
    Client refused = stream("u1");
    assertThat(refused.closeCode()).as("SDKs come back").isEqualTo(3013);
    assertThat(refused.transport.reason).contains("parley.limit.sessions-per-user", "come back");
    pass(Duration.ofSeconds(1));
    Client back = stream("u1");
    assertThat(isIn(back)).isTrue();
    pass(Duration.ofSeconds(30));
    assertThat(back.closeCode()).isZero();
    assertThat(server.sessions.ofUser("u1", null)).containsExactly(back.session);
  }

  @Test
  @DisplayName(
      "[A8] who reloads the only page that is allowed is in soon, however long it was open")
  void theOnlyPage() {
    server = server("parley.limit.sessions-per-user", "1");
    Client page = stream("u1");
    for (int i = 0; i < 3; i++) {
      pass(Duration.ofMinutes(5));
      leave(page);
      assertThat(stream("u1").closeCode()).isEqualTo(3013);
      pass(Duration.ofSeconds(1));
      page = stream("u1");
      assertThat(isIn(page)).isTrue();
    }
  }

  @Test
  @DisplayName("[A8] a client that answers no ping makes room before its next ping is due")
  void theLostNetwork() {
    server = server("parley.limit.sessions-per-user", "1");
    Client lost = server.connected("u1");
    pass(Duration.ofSeconds(10));
    clients.add(lost);
    lost.transport.writesUntilFailure = Integer.MAX_VALUE;
    assertThat(stream("u1").closeCode()).isEqualTo(3013);
    pass(Duration.ofSeconds(7));
    assertThat(lost.closeCode()).isEqualTo(3012);
    assertThat(isIn(stream("u1"))).isTrue();
  }

  @Test
  @DisplayName("[A8] who has all sessions in use is refused for good, when none of them is gone")
  void allInUse() {
    server = server("parley.limit.sessions-per-user", "2");
    Client first = stream("u1");
    Client second = stream("u1");
    List<Integer> codes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      codes.add(stream("u1").closeCode());
      pass(Duration.ofSeconds(12));
    }
    assertThat(codes).containsExactly(3013, 3013, 3013, 3013, 3504);
    assertThat(List.of(first.closeCode(), second.closeCode())).containsOnly(0);
    assertThat(stream("u1").closeCode()).as("anew").isEqualTo(3013);
    pass(Duration.ofSeconds(31));
    assertThat(stream("u1").closeCode()).as("anew after a pause").isEqualTo(3013);
    pass(Duration.ofSeconds(12));
    assertThat(stream("u1").closeCode()).isEqualTo(3013);
  }
}
