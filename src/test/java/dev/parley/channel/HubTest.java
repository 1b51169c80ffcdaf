package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.Signal;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Signals, gaps and resets; joins and leaves; history and presence. */
class HubTest {
  private static final String CHANNEL = "feed:a";
  private final ChannelTestServer server = new ChannelTestServer();

  private static Signal signal(String epoch, long offset) {
    return new Signal(
        epoch,
        new Push.Published(
            CHANNEL, new Publication(offset, offset, Payload.json("1"), null, Map.of())));
  }

  @Nested
  class Signals {
    private final FakeSubscriber subscriber = server.subscribed(CHANNEL, "c1");

    @Test
    @DisplayName("[L5] a lost signal is found by the next one, and read from the log")
    void repairsAGap() {
      server.bridge.keeps = true;
      server.publish(CHANNEL, 4);
      server.bridge.kept.remove(1);
      server.bridge.kept.remove(1);
      server.bridge.carryAll();
      server.flush();
      assertThat(subscriber.offsets()).containsExactly(1L);
      server.settle();
      assertThat(subscriber.offsets()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    @DisplayName("[L5] a repair reads as many pages as are missing")
    void repairsALongGap() {
      server.storeSilently(CHANNEL, 1800);
      server.publish(CHANNEL, 1);
      server.settle();
      assertThat(subscriber.offsets()).isEqualTo(LongStream.rangeClosed(1, 1801).boxed().toList());
    }

    @Test
    @DisplayName("[L5] also when more came too early than is kept")
    void repairsWhatDidNotFitIntoMemory() {
      server.bridge.keeps = true;
      server.publish(CHANNEL, 10_050);
      server.bridge.kept.remove(0);
      server.bridge.carryAll();
      assertThat(server.reads.waiting).as("one repair at a time").hasSize(1);
      server.settle();
      assertThat(subscriber.offsets()).hasSize(10_050);
      assertThat(subscriber.offsets())
          .isEqualTo(LongStream.rangeClosed(1, 10_050).boxed().toList());
    }

    @Test
    @DisplayName("[L4] doubled and reordered signals arrive once and in order")
    void sortsWhatComesInAnyOrder() {
      server.bridge.keeps = true;
      server.publish(CHANNEL, 6);
      Collections.reverse(server.bridge.kept);
      server.bridge.kept.addAll(List.copyOf(server.bridge.kept));
      server.bridge.carryAll();
      server.settle();
      assertThat(subscriber.offsets()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    @DisplayName("[L6] a repair that fails is tried again until the log answers")
    void triesARepairAgain() {
      server.storeSilently(CHANNEL, 1);
      server.log.readThrows = new ProtocolException(ErrorCode.INTERNAL, "away");
      server.publish(CHANNEL, 1);
      server.settle();
      assertThat(subscriber.offsets()).isEmpty();
      assertThat(server.reads.delayed).hasSize(1);
      server.log.readThrows = null;
      server.reads.delayed.remove(0).run();
      server.settle();
      assertThat(subscriber.offsets()).containsExactly(1L, 2L);
      assertThat(server.reads.delayed).isEmpty();
    }

    @Test
    @DisplayName("[L4] a gap that the log cannot fill any more ends the subscriptions with 2500")
    void aTrimmedGapEndsTheSubscriptions() {
      server.storeSilently(CHANNEL, 3);
      server.publish(CHANNEL, 1);
      server.log.trim(CHANNEL, 2);
      server.settle();
      assertThat(subscriber.events).containsExactly("subscribed 0", "ended 2500");
      assertThat(server.channels.count()).isZero();
    }

    @Test
    @DisplayName("[L4] another epoch makes all positions invalid: all subscriptions end")
    void anotherEpochEndsAllSubscriptions() {
      FakeSubscriber other = server.subscribed(CHANNEL, "c2");
      server.publish(CHANNEL, 2);
      server.settle();
      server.log.reset("e2");
      server.publish(CHANNEL, 1);
      server.settle();
      assertThat(subscriber.events).endsWith("pub 2", "ended 2500");
      assertThat(other.events).endsWith("pub 2", "ended 2500");
      FakeSubscriber again = server.subscriber("c1");
      server.subscribe(CHANNEL, again, new StreamPosition(2, "e1"));
      server.settle();
      assertThat(again.events).containsExactly("subscribed 1");
      assertThat(again.result.position().epoch()).isEqualTo("e2");
    }

    @Test
    @DisplayName("[L4] a client that comes back during a reset finds the new log")
    void comingBackDuringAResetFindsTheNewLog() {
      FakeSubscriber again = server.subscriber("c0");
      FakeSubscriber eager =
          new FakeSubscriber("c0", server.reads.waiting::add) {
            @Override
            public void ended(String channel, int code, String reason) {
              super.ended(channel, code, reason);
              server.subscribe(CHANNEL, again, new StreamPosition(2, "e1"));
            }
          };
      server.subscribe(CHANNEL, eager, null);
      FakeSubscriber last = server.subscribed(CHANNEL, "c2");
      server.publish(CHANNEL, 2);
      server.settle();
      server.log.reset("e2");
      server.publish(CHANNEL, 1);
      server.settle();
      server.publish(CHANNEL, 1);
      server.settle();
      assertThat(last.events).endsWith("pub 2", "ended 2500");
      assertThat(again.events).containsExactly("subscribed 1", "pub 2");
      assertThat(again.result.position().epoch()).isEqualTo("e2");
    }

    @Test
    void aSignalThatIsKnownDoesNothing() {
      server.publish(CHANNEL, 2);
      server.settle();
      server.bridge.send(signal("e1", 1));
      server.bridge.send(signal("e1", 2));
      assertThat(server.writers.waiting()).isZero();
      assertThat(server.reads.waiting).isEmpty();
    }

    @Test
    void aChannelWithoutSubscribersIsForgotten() {
      server.channels.unsubscribe(CHANNEL, "c1");
      assertThat(server.channels.count()).isZero();
      server.publish(CHANNEL, 1);
      assertThat(server.writers.waiting()).isZero();
      server.channels.unsubscribe(CHANNEL, "c1");
      server.channels.unsubscribe("feed:never", "c1");
      assertThat(server.channels.count()).isZero();
    }
  }

  @Nested
  class ComingAndGoing {
    @Test
    @DisplayName(
        "[P3] a client that leaves as soon as it has the reply was live: its join and leave are sent")
    void aVeryShortSubscriptionIsAnnounced() throws Exception {
      FakeSubscriber watcher = server.subscribed("room:a", "watcher");
      Thread[] leaving = new Thread[1];
      FakeSubscriber guest =
          new FakeSubscriber("guest", Runnable::run) {
            @Override
            void record(String word) {
              if (word.startsWith("subscribed")) {
                leaving[0] = new Thread(() -> server.channels.unsubscribe("room:a", "guest"));
                leaving[0].start();
                // It has got as far as it can before the step is over.
                Awaitility.await().until(() -> leaving[0].getState() != Thread.State.RUNNABLE);
              }
            }
          };
      server.subscribe("room:a", guest, null);
      server.settle();
      leaving[0].join(10_000);
      server.settle();
      assertThat(watcher.events).endsWith("join guest", "leave guest");
    }

    @Test
    @DisplayName("[P3] everybody gets a join and its leave, in this order and once")
    void joinsAndLeavesArePaired() {
      FakeSubscriber first = server.subscribed("room:a", "c1");
      server.subscribed("room:a", "c2");
      assertThat(server.presence.of("room:a")).containsOnlyKeys("c1", "c2");
      server.channels.unsubscribe("room:a", "c2");
      server.channels.unsubscribe("room:a", "c2");
      server.settle();
      assertThat(first.events).containsExactly("subscribed 0", "join c1", "join c2", "leave c2");
      assertThat(server.presence.of("room:a")).containsOnlyKeys("c1");
    }

    @Test
    @DisplayName("[P3] no leave is sent of a client that was never live")
    void noLeaveWithoutAJoin() {
      FakeSubscriber witness = server.subscribed("room:a", "c1");
      server.publish("room:a", 3);
      server.subscribe("room:a", server.subscriber("c2"), new StreamPosition(0, "e1"));
      server.channels.unsubscribe("room:a", "c2");
      server.settle();
      assertThat(witness.events).noneMatch(word -> word.contains("c2"));
      assertThat(server.presence.of("room:a")).containsOnlyKeys("c1");
    }

    @Test
    void aSubscriptionThatIsEndedLeaves() {
      FakeSubscriber witness = server.subscribed("room:a", "c1");
      server.subscribed("room:a", "c2");
      server.log.reset("e2");
      server.publish("room:a", 1);
      server.settle();
      assertThat(witness.events).endsWith("ended 2500");
      assertThat(server.presence.of("room:a")).isEmpty();
      assertThat(server.channels.count()).isZero();
    }

    @Test
    void aNamespaceWithoutJoinAndLeaveSendsNone() {
      FakeSubscriber first = server.subscribed("inbox:u", "c1");
      server.subscribed("inbox:u", "c2");
      server.channels.unsubscribe("inbox:u", "c2");
      server.settle();
      assertThat(first.events).containsExactly("subscribed 0");
      assertThat(server.presence.of("inbox:u")).containsOnlyKeys("c1");
    }

    @Test
    @DisplayName(
        "[P1] a client whose connection was lost is unsubscribed, and shown as present for a while")
    void aLostConnectionLeavesItsSubscriptions() {
      FakeSubscriber witness = server.subscribed("room:a", "c1");
      server.subscribed("room:a", "c2");
      server.channels.lose("room:a", "c2");
      server.channels.lose("room:a", "c2");
      server.settle();
      assertThat(witness.events).containsExactly("subscribed 0", "join c1", "join c2");
      assertThat(server.presence.of("room:a")).containsOnlyKeys("c1", "c2");
      server.channels.lose("room:a", "c1");
      assertThat(server.channels.count()).isZero();
    }
  }

  @Nested
  class Queries {
    @Test
    void historyReadsForwardBackwardAndOnlyTheHead() {
      server.publish(CHANNEL, 5);
      assertThat(history(2, null, false)).containsExactly(1L, 2L);
      assertThat(history(2, new StreamPosition(3, "e1"), false)).containsExactly(4L, 5L);
      assertThat(history(2, null, true)).containsExactly(5L, 4L);
      assertThat(history(10, new StreamPosition(3, ""), true)).containsExactly(2L, 1L);
      assertThat(history(-1, null, false)).hasSize(5);
      assertThat(history(0, null, false)).isEmpty();
      assertThat(page(0, null, false).head()).isEqualTo(new StreamPosition(5, "e1"));
    }

    @Test
    void historyGivesNoMoreThanItsPage() {
      ChannelTestServer small = new ChannelTestServer("parley.limit.history-page", "3");
      small.publish(CHANNEL, 5);
      var answer = small.channels.history(CHANNEL, 1000, null, false).toCompletableFuture();
      small.reads.runAll();
      assertThat(answer.join().publications()).hasSize(3);
    }

    @Test
    void historyOfAnotherEpochIsUnrecoverable() {
      assertThatThrownBy(() -> page(5, new StreamPosition(1, "e0"), false))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(ProtocolException.class)
          .extracting(e -> ((ProtocolException) e.getCause()).code())
          .isEqualTo(ErrorCode.UNRECOVERABLE_POSITION);
    }

    @Test
    void aLogThatCannotBeReadIsATemporaryError() {
      server.log.readThrows = new IllegalStateException("thrown by a test, on purpose");
      for (int limit : new int[] {0, 5}) {
        assertThatThrownBy(() -> page(limit, null, false))
            .hasCauseInstanceOf(ProtocolException.class)
            .extracting(e -> ((ProtocolException) e.getCause()).code().temporary())
            .isEqualTo(true);
      }
    }

    @Test
    void whatANamespaceDoesNotDoIsNotAvailable() {
      assertCode(ErrorCode.NOT_AVAILABLE, () -> server.channels.presence(CHANNEL));
      assertCode(ErrorCode.NOT_AVAILABLE, () -> server.channels.presenceStats(CHANNEL));
      assertCode(ErrorCode.NOT_AVAILABLE, () -> server.channels.history("event:a", 1, null, false));
      assertCode(ErrorCode.UNKNOWN_CHANNEL, () -> server.channels.presence("nope:a"));
      assertCode(ErrorCode.BAD_REQUEST, () -> server.channels.presence("room:\ta"));
    }

    @Test
    void presenceIsBoundedAndItsNumbersAreNot() {
      ChannelTestServer small = new ChannelTestServer("parley.limit.presence-page", "2");
      small.subscribed("room:a", "c1");
      small.subscribed("room:a", "c2");
      assertThat(small.channels.presence("room:a").clients()).containsOnlyKeys("c1", "c2");
      small.subscribed("room:a", "c3");
      assertCode(ErrorCode.LIMIT_EXCEEDED, () -> small.channels.presence("room:a"));
      assertThat(small.channels.presenceStats("room:a")).isEqualTo(new Result.PresenceStats(3, 3));
    }

    @Test
    void aChannelThatIsFullRefusesOneMore() {
      ChannelTestServer small = new ChannelTestServer("parley.namespace.feed.subscribers", "1");
      small.subscribed(CHANNEL, "c1");
      assertThat(small.subscribed(CHANNEL, "c2").events).containsExactly("refused 106");
      small.channels.unsubscribe(CHANNEL, "c1");
      assertThat(small.subscribed(CHANNEL, "c3").events).containsExactly("subscribed 0");
    }

    @Test
    void subscribingTwiceIsRefusedAndChangesNothing() {
      FakeSubscriber subscriber = server.subscribed(CHANNEL, "c1");
      server.subscribe(CHANNEL, subscriber, null);
      server.publish(CHANNEL, 1);
      server.settle();
      assertThat(subscriber.events).containsExactly("subscribed 0", "refused 105", "pub 1");
    }

    private List<Long> history(int limit, StreamPosition since, boolean reverse) {
      return page(limit, since, reverse).publications().stream().map(Publication::offset).toList();
    }

    private Result.History page(int limit, StreamPosition since, boolean reverse) {
      var answer = server.channels.history(CHANNEL, limit, since, reverse).toCompletableFuture();
      server.reads.runAll();
      return answer.join();
    }

    private void assertCode(
        ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
      assertThatThrownBy(call)
          .isInstanceOfSatisfying(
              ProtocolException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
  }
}
