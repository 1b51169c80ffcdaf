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

/** Signals, gaps, resets; who comes and goes; what else can be asked of channels. */
class HubTest {
  private static final String CHANNEL = "feed:a";
  private final ChannelTestServer house = new ChannelTestServer();

  private static Signal signal(String epoch, long offset) {
    return new Signal(
        epoch,
        new Push.Published(
            CHANNEL, new Publication(offset, offset, Payload.json("1"), null, Map.of())));
  }

  @Nested
  class Signals {
    private final FakeSubscriber subscriber = house.subscribed(CHANNEL, "c1");

    @Test
    @DisplayName("[L5] a lost signal is found by the next one, and read from the log")
    void repairsAGap() {
      house.bridge.keeps = true;
      house.publish(CHANNEL, 4);
      house.bridge.kept.remove(1);
      house.bridge.kept.remove(1);
      house.bridge.carryAll();
      house.flush();
      assertThat(subscriber.offsets()).containsExactly(1L);
      house.settle();
      assertThat(subscriber.offsets()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    @DisplayName("[L5] a repair reads as many pages as are missing")
    void repairsALongGap() {
      house.storeSilently(CHANNEL, 1800);
      house.publish(CHANNEL, 1);
      house.settle();
      assertThat(subscriber.offsets()).isEqualTo(LongStream.rangeClosed(1, 1801).boxed().toList());
    }

    @Test
    @DisplayName("[L5] also when more came too early than is kept")
    void repairsWhatDidNotFitIntoMemory() {
      house.bridge.keeps = true;
      house.publish(CHANNEL, 10_050);
      house.bridge.kept.remove(0);
      house.bridge.carryAll();
      assertThat(house.reads.waiting).as("one repair at a time").hasSize(1);
      house.settle();
      assertThat(subscriber.offsets()).hasSize(10_050);
      assertThat(subscriber.offsets())
          .isEqualTo(LongStream.rangeClosed(1, 10_050).boxed().toList());
    }

    @Test
    @DisplayName("[L4] doubled and reordered signals arrive once and in order")
    void sortsWhatComesInAnyOrder() {
      house.bridge.keeps = true;
      house.publish(CHANNEL, 6);
      Collections.reverse(house.bridge.kept);
      house.bridge.kept.addAll(List.copyOf(house.bridge.kept));
      house.bridge.carryAll();
      house.settle();
      assertThat(subscriber.offsets()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    @DisplayName("[L6] a repair that fails is tried again until the log answers")
    void triesARepairAgain() {
      house.storeSilently(CHANNEL, 1);
      house.log.readThrows = new ProtocolException(ErrorCode.INTERNAL, "away");
      house.publish(CHANNEL, 1);
      house.settle();
      assertThat(subscriber.offsets()).isEmpty();
      assertThat(house.reads.delayed).hasSize(1);
      house.log.readThrows = null;
      house.reads.delayed.remove(0).run();
      house.settle();
      assertThat(subscriber.offsets()).containsExactly(1L, 2L);
      assertThat(house.reads.delayed).isEmpty();
    }

    @Test
    @DisplayName("[L4] a gap that the log cannot fill any more ends the subscriptions with 2500")
    void aTrimmedGapIsToldAndNotSkipped() {
      house.storeSilently(CHANNEL, 3);
      house.publish(CHANNEL, 1);
      house.log.trim(CHANNEL, 2);
      house.settle();
      assertThat(subscriber.heard).containsExactly("subscribed 0", "ended 2500");
      assertThat(house.channels.count()).isZero();
    }

    @Test
    @DisplayName("[L4] another epoch voids all positions: everybody is told to subscribe again")
    void anotherEpochEndsAllSubscriptions() {
      FakeSubscriber other = house.subscribed(CHANNEL, "c2");
      house.publish(CHANNEL, 2);
      house.settle();
      house.log.reset("e2");
      house.publish(CHANNEL, 1);
      house.settle();
      assertThat(subscriber.heard).endsWith("pub 2", "ended 2500");
      assertThat(other.heard).endsWith("pub 2", "ended 2500");
      FakeSubscriber again = house.subscriber("c1");
      house.subscribe(CHANNEL, again, new StreamPosition(2, "e1"));
      house.settle();
      assertThat(again.heard).containsExactly("subscribed 1");
      assertThat(again.result.position().epoch()).isEqualTo("e2");
    }

    @Test
    @DisplayName("[L4] who comes back while the others are still told finds the new log")
    void comingBackDuringAResetFindsTheNewLog() {
      FakeSubscriber again = house.subscriber("c0");
      FakeSubscriber eager =
          new FakeSubscriber("c0", house.reads.waiting::add) {
            @Override
            public void ended(String channel, int code, String reason) {
              super.ended(channel, code, reason);
              house.subscribe(CHANNEL, again, new StreamPosition(2, "e1"));
            }
          };
      house.subscribe(CHANNEL, eager, null);
      FakeSubscriber last = house.subscribed(CHANNEL, "c2");
      house.publish(CHANNEL, 2);
      house.settle();
      house.log.reset("e2");
      house.publish(CHANNEL, 1);
      house.settle();
      house.publish(CHANNEL, 1);
      house.settle();
      assertThat(last.heard).endsWith("pub 2", "ended 2500");
      assertThat(again.heard).containsExactly("subscribed 1", "pub 2");
      assertThat(again.result.position().epoch()).isEqualTo("e2");
    }

    @Test
    void aSignalThatIsKnownDoesNothing() {
      house.publish(CHANNEL, 2);
      house.settle();
      house.bridge.send(signal("e1", 1));
      house.bridge.send(signal("e1", 2));
      assertThat(house.writers.waiting()).isZero();
      assertThat(house.reads.waiting).isEmpty();
    }

    @Test
    void aChannelWithoutSubscribersIsForgotten() {
      house.channels.unsubscribe(CHANNEL, "c1");
      assertThat(house.channels.count()).isZero();
      house.publish(CHANNEL, 1);
      assertThat(house.writers.waiting()).isZero();
      house.channels.unsubscribe(CHANNEL, "c1");
      house.channels.unsubscribe("feed:never", "c1");
      assertThat(house.channels.count()).isZero();
    }
  }

  @Nested
  class ComingAndGoing {
    @Test
    @DisplayName(
        "[P3] who leaves as soon as it has the reply was live, and is said to have been there")
    void aVeryShortVisitIsTold() throws Exception {
      FakeSubscriber watcher = house.subscribed("room:a", "watcher");
      Thread[] leaving = new Thread[1];
      FakeSubscriber guest =
          new FakeSubscriber("guest", Runnable::run) {
            @Override
            void hear(String word) {
              if (word.startsWith("subscribed")) {
                leaving[0] = new Thread(() -> house.channels.unsubscribe("room:a", "guest"));
                leaving[0].start();
                // It has got as far as it can before the step is over.
                Awaitility.await().until(() -> leaving[0].getState() != Thread.State.RUNNABLE);
              }
            }
          };
      house.subscribe("room:a", guest, null);
      house.settle();
      leaving[0].join(10_000);
      house.settle();
      assertThat(watcher.heard).endsWith("join guest", "leave guest");
    }

    @Test
    @DisplayName("[P3] everybody hears of a join and of its leave, in this order and once")
    void joinsAndLeavesArePaired() {
      FakeSubscriber first = house.subscribed("room:a", "c1");
      house.subscribed("room:a", "c2");
      assertThat(house.presence.of("room:a")).containsOnlyKeys("c1", "c2");
      house.channels.unsubscribe("room:a", "c2");
      house.channels.unsubscribe("room:a", "c2");
      house.settle();
      assertThat(first.heard).containsExactly("subscribed 0", "join c1", "join c2", "leave c2");
      assertThat(house.presence.of("room:a")).containsOnlyKeys("c1");
    }

    @Test
    @DisplayName("[P3] who never was live is not said to have left")
    void noLeaveWithoutAJoin() {
      FakeSubscriber witness = house.subscribed("room:a", "c1");
      house.publish("room:a", 3);
      house.subscribe("room:a", house.subscriber("c2"), new StreamPosition(0, "e1"));
      house.channels.unsubscribe("room:a", "c2");
      house.settle();
      assertThat(witness.heard).noneMatch(word -> word.contains("c2"));
      assertThat(house.presence.of("room:a")).containsOnlyKeys("c1");
    }

    @Test
    void aSubscriptionThatIsEndedLeaves() {
      FakeSubscriber witness = house.subscribed("room:a", "c1");
      house.subscribed("room:a", "c2");
      house.log.reset("e2");
      house.publish("room:a", 1);
      house.settle();
      assertThat(witness.heard).endsWith("ended 2500");
      assertThat(house.presence.of("room:a")).isEmpty();
      assertThat(house.channels.count()).isZero();
    }

    @Test
    void aNamespaceWithoutJoinAndLeaveTellsNobody() {
      FakeSubscriber first = house.subscribed("inbox:u", "c1");
      house.subscribed("inbox:u", "c2");
      house.channels.unsubscribe("inbox:u", "c2");
      house.settle();
      assertThat(first.heard).containsExactly("subscribed 0");
      assertThat(house.presence.of("inbox:u")).containsOnlyKeys("c1");
    }

    @Test
    @DisplayName("[P1] whose connection was lost is not subscribed any more, and shown for a while")
    void aLostConnectionLeavesItsSubscriptions() {
      FakeSubscriber witness = house.subscribed("room:a", "c1");
      house.subscribed("room:a", "c2");
      house.channels.lose("room:a", "c2");
      house.channels.lose("room:a", "c2");
      house.settle();
      assertThat(witness.heard).containsExactly("subscribed 0", "join c1", "join c2");
      assertThat(house.presence.of("room:a")).containsOnlyKeys("c1", "c2");
      house.channels.lose("room:a", "c1");
      assertThat(house.channels.count()).isZero();
    }
  }

  @Nested
  class Asking {
    @Test
    void historyReadsForwardBackwardAndOnlyTheHead() {
      house.publish(CHANNEL, 5);
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
      house.log.readThrows = new IllegalStateException("thrown by a test, on purpose");
      for (int limit : new int[] {0, 5}) {
        assertThatThrownBy(() -> page(limit, null, false))
            .hasCauseInstanceOf(ProtocolException.class)
            .extracting(e -> ((ProtocolException) e.getCause()).code().temporary())
            .isEqualTo(true);
      }
    }

    @Test
    void whatANamespaceDoesNotDoIsNotAvailable() {
      assertCode(ErrorCode.NOT_AVAILABLE, () -> house.channels.presence(CHANNEL));
      assertCode(ErrorCode.NOT_AVAILABLE, () -> house.channels.presenceStats(CHANNEL));
      assertCode(ErrorCode.NOT_AVAILABLE, () -> house.channels.history("event:a", 1, null, false));
      assertCode(ErrorCode.UNKNOWN_CHANNEL, () -> house.channels.presence("nope:a"));
      assertCode(ErrorCode.BAD_REQUEST, () -> house.channels.presence("room:\ta"));
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
      assertThat(small.subscribed(CHANNEL, "c2").heard).containsExactly("refused 106");
      small.channels.unsubscribe(CHANNEL, "c1");
      assertThat(small.subscribed(CHANNEL, "c3").heard).containsExactly("subscribed 0");
    }

    @Test
    void subscribingTwiceIsRefusedAndChangesNothing() {
      FakeSubscriber subscriber = house.subscribed(CHANNEL, "c1");
      house.subscribe(CHANNEL, subscriber, null);
      house.publish(CHANNEL, 1);
      house.settle();
      assertThat(subscriber.heard).containsExactly("subscribed 0", "refused 105", "pub 1");
    }

    private List<Long> history(int limit, StreamPosition since, boolean reverse) {
      return page(limit, since, reverse).publications().stream().map(Publication::offset).toList();
    }

    private Result.History page(int limit, StreamPosition since, boolean reverse) {
      var answer = house.channels.history(CHANNEL, limit, since, reverse).toCompletableFuture();
      house.reads.runAll();
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
