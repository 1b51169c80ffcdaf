package dev.parley.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Members;
import dev.parley.config.ApplicationStart;
import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Push;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Presence of a single member. */
class PresenceTest {
  private final Cluster cluster = new Cluster();
  private final Cluster.Node node = cluster.start("a");
  private final Presence presence = node.presence;

  @Test
  @DisplayName("[P3] a client is shown when it subscribes, and joins when it is live")
  void joinsAndLeaves() {
    presence.addWithoutJoin(Cluster.ROOM, Cluster.info("u1", "c1"));
    assertThat(presence.of(Cluster.ROOM)).containsOnlyKeys("c1");
    assertThat(node.takeEvents()).isEmpty();
    presence.join(Cluster.ROOM, Cluster.info("u1", "c1"));
    presence.join(Cluster.ROOM, Cluster.info("u1", "c1"));
    assertThat(node.takeEvents()).containsExactly("join c1");
    node.leave("c1");
    node.leave("c1");
    node.leave("never");
    assertThat(node.takeEvents()).containsExactly("leave c1");
    assertThat(presence.of(Cluster.ROOM)).isEmpty();
  }

  @Test
  @DisplayName("[P3] a client that was never live has no leave")
  void aClientThatWasNeverLive() {
    presence.addWithoutJoin(Cluster.ROOM, Cluster.info("u1", "c1"));
    node.leave("c1");
    presence.addWithoutJoin(Cluster.ROOM, Cluster.info("u1", "c2"));
    node.leaveAfterGrace("c2");
    assertThat(presence.of(Cluster.ROOM)).isEmpty();
    assertThat(node.takeEvents()).isEmpty();
  }

  @Test
  void usersAreCountedOnce() {
    presence.addWithoutJoin(Cluster.ROOM, Cluster.info("u1", "c1"));
    node.join("u1", "c2");
    node.join("u2", "c3");
    presence.addWithoutJoin(Cluster.ROOM, new ClientInfo("u2", "c4", Payload.json("1"), null));
    presence.addWithoutJoin(Cluster.ROOM, new ClientInfo("u2", "c4", Payload.json("2"), null));
    assertThat(presence.statsOf(Cluster.ROOM)).isEqualTo(new Presence.Stats(4, 2));
    assertThat(presence.of(Cluster.ROOM).get("c4").connInfo()).isEqualTo(Payload.json("2"));
    node.leave("c1");
    assertThat(presence.statsOf(Cluster.ROOM)).isEqualTo(new Presence.Stats(3, 2));
    node.leave("c2");
    assertThat(presence.statsOf(Cluster.ROOM)).isEqualTo(new Presence.Stats(2, 1));
    assertThat(presence.statsOf("room:other")).isEqualTo(new Presence.Stats(0, 0));
  }

  @Test
  @DisplayName("[P1] a client whose connection was lost is shown for the grace, and then leaves")
  void aLostClientLeavesLater() {
    node.join("u1", "c1");
    node.leaveAfterGrace("c1");
    cluster.advanceClock(Duration.ofMillis(1999));
    presence.step();
    assertThat(presence.of(Cluster.ROOM)).containsOnlyKeys("c1");
    assertThat(node.takeEvents()).containsExactly("join c1");
    cluster.advanceClock(Duration.ofMillis(1));
    presence.step();
    assertThat(presence.of(Cluster.ROOM)).isEmpty();
    assertThat(node.takeEvents()).containsExactly("leave c1");
  }

  @Test
  @DisplayName(
      "[P4] when a user is back in time, the new client joins, then the lost one leaves, once")
  void aUserThatIsBackDoesNotFlap() {
    node.join("u1", "c1");
    node.leaveAfterGrace("c1");
    node.join("u2", "other user");
    presence.addWithoutJoin("room:other", Cluster.info("u1", "c9"));
    presence.join("room:other", Cluster.info("u1", "c9"));
    presence.addWithoutJoin(Cluster.ROOM, Cluster.info("u1", "c2"));
    assertThat(presence.of(Cluster.ROOM)).containsOnlyKeys("c1", "other user", "c2");
    assertThat(node.takeEvents()).containsExactly("join c1", "join other user", "join c9");
    presence.join(Cluster.ROOM, Cluster.info("u1", "c2"));
    assertThat(node.takeEvents()).containsExactly("join c2", "leave c1");
    assertThat(presence.statsOf(Cluster.ROOM)).isEqualTo(new Presence.Stats(2, 2));
    cluster.advanceClock(Duration.ofSeconds(3));
    presence.step();
    assertThat(node.takeEvents()).isEmpty();
  }

  @Test
  @DisplayName("[P4] a lost client whose user has another one leaves at once")
  void oneOfTwoTabsIsLost() {
    node.join("u1", "c1");
    node.join("u1", "c2");
    node.leaveAfterGrace("c1");
    assertThat(node.takeEvents()).containsExactly("join c1", "join c2", "leave c1");
    node.leaveAfterGrace("c2");
    assertThat(node.takeEvents()).isEmpty();
    cluster.advanceClock(Duration.ofSeconds(2));
    presence.step();
    assertThat(node.takeEvents()).containsExactly("leave c2");
  }

  @Test
  @DisplayName("[P4] without a grace a lost client leaves at once")
  void withoutGrace() {
    Cluster.Node quick = new Cluster("parley.presence.grace", "0s").start("q");
    quick.join("u1", "c1");
    quick.leaveAfterGrace("c1");
    assertThat(quick.takeEvents()).containsExactly("join c1", "leave c1");
    assertThat(quick.presence.of(Cluster.ROOM)).isEmpty();
  }

  @Test
  @DisplayName("[M4] a listener that fails does not affect later joins")
  void aListenerThatFails() {
    List<Push> received = new ArrayList<>();
    presence.setListener(
        push -> {
          received.add(push);
          throw new IllegalStateException("thrown by a test, on purpose");
        });
    node.join("u1", "c1");
    node.leave("c1");
    assertThat(received).hasSize(2);
    assertThat(presence.of(Cluster.ROOM)).isEmpty();
  }

  @Test
  @DisplayName("[P3] joins and leaves of many threads in one channel are in order, for each client")
  void manyThreads() throws InterruptedException {
    Map<String, String> last = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    ConcurrentLinkedQueue<Thread> delivering = new ConcurrentLinkedQueue<>();
    presence.setListener(
        push -> {
          delivering.add(Thread.currentThread());
          if (delivering.size() > 1) {
            wrong.add("two threads at once");
          }
          boolean join = push instanceof Push.Join;
          String client =
              push instanceof Push.Join joined
                  ? joined.info().client()
                  : ((Push.Leave) push).info().client();
          String before = last.put(client, join ? "join" : "leave");
          if (join == "join".equals(before) || (!join && before == null)) {
            wrong.add(client + " " + push + " after " + before);
          }
          delivering.remove();
        });
    CountDownLatch begin = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String client = "c" + i;
      Thread thread =
          new Thread(
              () -> {
                awaitLatch(begin);
                for (int round = 0; round < 2000; round++) {
                  node.join("one user", client);
                  node.leave(client);
                }
              });
      threads.add(thread);
      thread.start();
    }
    begin.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).isEmpty();
    assertThat(last).hasSize(4).allSatisfy((client, event) -> assertThat(event).isEqualTo("leave"));
    assertThat(presence.of(Cluster.ROOM)).isEmpty();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @DisplayName("[P1] the thread of presence removes lost clients by itself")
  void theThreadRemovesLostClients() {
    ConcurrentLinkedQueue<Push> received = new ConcurrentLinkedQueue<>();
    Presence running =
        new Presence(
            ParleyConfig.of(Map.of("parley.presence.grace", "10ms")),
            Members.single("n"),
            new SimpleMeterRegistry(),
            Thread::new);
    running.setListener(received::add);
    running.start(new ApplicationStart());
    running.join(Cluster.ROOM, Cluster.info("u1", "c1"));
    running.leaveAfterGrace(Cluster.ROOM, "c1");
    Awaitility.await().until(() -> received.size() == 2);
    assertThat(running.of(Cluster.ROOM)).isEmpty();
    running.stop();
  }
}
