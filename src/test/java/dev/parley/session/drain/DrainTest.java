package dev.parley.session.drain;

import static dev.parley.testing.CommandJson.command;
import static dev.parley.testing.CommandJson.history;
import static dev.parley.testing.CommandJson.object;
import static dev.parley.testing.CommandJson.ping;
import static dev.parley.testing.CommandJson.presence;
import static dev.parley.testing.CommandJson.presenceStats;
import static dev.parley.testing.CommandJson.publish;
import static dev.parley.testing.CommandJson.refresh;
import static dev.parley.testing.CommandJson.refreshSubscription;
import static dev.parley.testing.CommandJson.rpc;
import static dev.parley.testing.CommandJson.send;
import static dev.parley.testing.CommandJson.subscribe;
import static dev.parley.testing.CommandJson.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.session.SessionTestServer.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final long BEGUN = 1_000;

  private final DrainTestServer server = new DrainTestServer("parley.drain.time", "4s");
  private final List<Client> clients = new ArrayList<>();

  private static long after(long millis) {
    return BEGUN + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private Client connected(String user) {
    Client client = server.connected(user);
    clients.add(client);
    return client;
  }

  private void connected(int count) {
    IntStream.range(0, count).forEach(i -> connected("u" + i));
  }

  private long gone() {
    return clients.stream().filter(client -> client.closeCode() == 3001).count();
  }

  @AfterEach
  void noWireWasMisused() {
    assertThat(clients).allSatisfy(client -> assertThat(client.transport.violations).isEmpty());
  }

  @Nested
  class Pacing {
    private DrainQueue drainQueue() {
      return new DrainQueue(
          server.sessions.all(), server.intakeSurvey, BEGUN, Duration.ofSeconds(4));
    }

    @Test
    @DisplayName(
        "[D1] the sessions of a member that is alone and drains go evenly over a short time")
    void evenly() {
      connected(100);
      DrainQueue drainQueue = drainQueue();
      assertThat(drainQueue.step(BEGUN)).isFalse();
      assertThat(gone()).isZero();
      for (int millis = 40; millis < 4_000; millis += 40) {
        assertThat(drainQueue.step(after(millis))).isFalse();
        assertThat(gone()).as("after %d ms", millis).isBetween(millis / 40L - 1, millis / 40L);
      }
      drainQueue.step(after(4_000));
      assertThat(gone()).isEqualTo(100);
    }

    @Test
    void inAnOrderThatIsNotTheirs() {
      connected(100);
      drainQueue().step(after(2_000));
      assertThat(gone()).isEqualTo(50);
      assertThat(clients.subList(0, 50))
          .anySatisfy(client -> assertThat(client.closeCode()).isZero());
    }

    @Test
    void aStepThatComesLateTakesAllWhoAreDue() {
      connected(7);
      DrainQueue drainQueue = drainQueue();
      drainQueue.step(after(60_000));
      assertThat(gone()).isEqualTo(7);
      assertThat(drainQueue.step(after(60_100))).isFalse();
      assertThat(drainQueue.step(after(60_600))).as("the last close frame has had time").isTrue();
    }

    @Test
    void whoHasGoneByItselfIsPassedOver() {
      connected(2);
      DrainQueue drainQueue = drainQueue();
      clients.get(0).session.disconnected(true);
      drainQueue.step(after(10_000));
      assertThat(clients.get(0).closeCode()).isEqualTo(3000);
      assertThat(clients.get(1).closeCode()).isEqualTo(3001);
    }

    @Test
    void whoHasNotConnectedYetGoesToo() {
      clients.add(server.open());
      drainQueue().step(after(10_000));
      assertThat(gone()).isEqualTo(1);
    }
  }

  @Nested
  class Commands {
    private DrainQueue drainQueue;
    private Client client;

    private void publishing() {
      client = connected("u1");
      client.say(subscribe(2, "room:a"));
      client.transport.frames.clear();
      server.channelServer.holdCommits();
      client.say(publish(3, "room:a"));
      drainQueue = new DrainQueue(server.sessions.all(), server.intakeSurvey, BEGUN, Duration.ZERO);
    }

    @Test
    @DisplayName("[D1] what a session has commanded is answered before it is closed")
    void areAnsweredFirst() {
      publishing();
      drainQueue.step(after(100));
      assertThat(client.closeCode()).isZero();
      server.channelServer.commit();
      server.settle();
      drainQueue.step(after(200));
      assertThat(client.answered()).containsExactly(3L);
      assertThat(client.closeCode()).isEqualTo(3001);
    }

    @Test
    @DisplayName("[D1] a session does not wait for ever for its answers")
    void areNotAwaitedForEver() {
      publishing();
      drainQueue.step(after(100));
      drainQueue.step(after(2_000));
      assertThat(client.closeCode()).isZero();
      drainQueue.step(after(2_200));
      assertThat(client.closeCode()).isEqualTo(3001);
    }

    @Test
    void thatComeWhenTheSessionLeavesAreNotDone() {
      publishing();
      drainQueue.step(after(100));
      client.say(publish(4, "room:a", 2), "{}");
      server.channelServer.commit();
      server.settle();
      drainQueue.step(after(200));
      assertThat(client.answered()).containsExactly(3L);
      assertThat(client.closeCode()).isEqualTo(3001);
    }

    @Test
    void areAnsweredWhenTheirAnswersHaveLeft() {
      publishing();
      client.transport.stalls = true;
      drainQueue.step(after(100));
      server.channelServer.commit();
      server.settle();
      drainQueue.step(after(200));
      assertThat(client.closeCode()).isZero();
      client.transport.completeAll();
      drainQueue.step(after(300));
      assertThat(client.closeCode()).isEqualTo(3001);
    }

    @Test
    void everyKindOfCommandIsAnsweredInTheEnd() {
      client = connected("u1");
      client.say(
          subscribe(2, "room:a"),
          publish(3, "room:a"),
          history(4, "room:a", 1),
          presence(5, "room:a"),
          presenceStats(6, "room:a"),
          rpc(7, "echo", 1),
          rpc(8, "nobody"),
          refreshSubscription(9, "room:a", "t"),
          refresh(10, server.token("u1")),
          ping(11),
          unsubscribe(12, "room:a"),
          command(13, "publish", object("channel", 17)),
          send(1),
          "{}");
      drainQueue = new DrainQueue(server.sessions.all(), server.intakeSurvey, BEGUN, Duration.ZERO);
      drainQueue.step(after(100));
      assertThat(client.answered()).hasSize(12);
      assertThat(client.closeCode()).isEqualTo(3001);
    }
  }

  @Nested
  class Member {
    /** Its thread does nothing: the test steps. */
    private final Drain drain =
        new Drain(
            server.sessions,
            server.context,
            server.intakeSurvey,
            server.channelServer.config,
            server.channelServer.meters,
            new MemberExecutors(server.channelServer.config, work -> new Thread(() -> {})));

    @Test
    @DisplayName("[D1] a member that drains takes no new sessions, and the old ones go in time")
    void drains() throws InterruptedException {
      connected(4);
      assertThat(drain.progress()).isEqualTo(new Drain.Progress(Drain.State.SERVING, 4, null));
      assertThat(server.sessions.isAccepting()).isTrue();
      assertThat(server.gauge("parley.draining")).isZero();

      Instant before = Instant.now();
      drain.begin(BEGUN);
      Instant until = drain.progress().until();
      assertThat(until).isBetween(before.plusSeconds(4), Instant.now().plusSeconds(4));
      assertThat(server.sessions.isAccepting()).isFalse();
      assertThat(server.open().closeCode()).isEqualTo(3001);
      assertThat(server.gauge("parley.draining")).isEqualTo(1);
      drain.step(after(2_000));
      assertThat(drain.progress()).isEqualTo(new Drain.Progress(Drain.State.DRAINING, 2, until));

      drain.begin(after(2_000));
      drain.step(after(10_000));
      assertThat(drain.progress()).isEqualTo(new Drain.Progress(Drain.State.DRAINING, 0, until));
      drain.step(after(11_000));
      assertThat(drain.progress()).isEqualTo(new Drain.Progress(Drain.State.DRAINED, 0, until));
      assertThat(drain.awaitEnd()).isTrue();
      drain.step(after(12_000));
    }

    @Test
    void isDrainedAtOnceWhenNobodyIsThere() throws InterruptedException {
      drain.begin();
      assertThat(drain.progress().state()).isEqualTo(Drain.State.DRAINED);
      assertThat(drain.awaitEnd()).isTrue();
    }
  }
}
