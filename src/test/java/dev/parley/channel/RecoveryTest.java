package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was missed comes in pages, until the subscriber is live. */
class RecoveryTest {
  private static final String CHANNEL = "feed:a";
  private final ChannelTestServer server = new ChannelTestServer();

  /** A subscriber that recovers from the beginning, has its first page, and reads no further. */
  private static FakeSubscriber stalledSubscriber(ChannelTestServer server) {
    FakeSubscriber subscriber = server.subscriber("c1");
    subscriber.stalled = true;
    server.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    server.settle();
    return subscriber;
  }

  @Test
  void recoversWhatWasMissedInTheReply() {
    server.publish(CHANNEL, 5);
    FakeSubscriber subscriber = server.recovering(CHANNEL, "c1", 2);
    server.settle();
    server.publish(CHANNEL, 1);
    server.settle();
    assertThat(subscriber.events)
        .containsExactly("subscribed 2 recovered", "pub 3", "pub 4", "pub 5", "pub 6");
    assertThat(subscriber.result.wasRecovering()).isTrue();
  }

  @Test
  @DisplayName("[L4] while nothing live is delivered catching up waits for nothing")
  void pagesFollowAtOnceWhenNothingIsLive() {
    ChannelTestServer idle =
        new ChannelTestServer(
            "parley.limit.catch-up-rate", "64KiB", "parley.limit.recovery-page", "10");
    idle.publish(CHANNEL, 5000);
    FakeSubscriber subscriber = idle.subscriber("c1");
    idle.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    idle.settle();
    assertThat(subscriber.events).hasSize(5001).endsWith("pub 5000");
  }

  @Test
  @DisplayName(
      "[L4] otherwise it takes no more than its share; the first page waits for nothing, too")
  void pagesAreSpreadOverTime() {
    ChannelTestServer slow =
        new ChannelTestServer(
            "parley.limit.catch-up-rate", "64KiB", "parley.limit.recovery-page", "10");
    slow.publish(CHANNEL, 5000);
    slow.writers.pretendToBeBusy();
    FakeSubscriber subscriber = slow.subscriber("c1");
    slow.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    slow.settle();
    assertThat(subscriber.events).hasSizeBetween(100, 4000);
    assertThat(slow.reads.delayed).hasSize(1);
    FakeSubscriber next = slow.subscriber("c2");
    slow.subscribe(CHANNEL, next, new StreamPosition(4990, "e1"));
    slow.settle();
    assertThat(next.events).hasSize(11).endsWith("pub 5000");
    while (!slow.reads.delayed.isEmpty()) {
      slow.reads.delayed.remove(0).run();
      slow.settle();
    }
    assertThat(subscriber.events).hasSize(5001).endsWith("pub 5000");
  }

  @Test
  void anEmptyEpochIsThatOfAClientThatHasNothing() {
    server.publish(CHANNEL, 2);
    FakeSubscriber subscriber = server.subscriber("c1");
    server.subscribe(CHANNEL, subscriber, StreamPosition.NONE);
    server.settle();
    assertThat(subscriber.events).containsExactly("subscribed 0 recovered", "pub 1", "pub 2");
  }

  @Test
  @DisplayName("[L4] 3,000 missed entries come in pages, none larger than the limit")
  void aLongCatchUpComesInPages() {
    ChannelTestServer small = new ChannelTestServer("parley.limit.recovery-page-bytes", "1KiB");
    String data = "\"" + "d".repeat(98) + "\"";
    for (int i = 0; i < 3000; i++) {
      small.publisher.publish(ChannelTestServer.message(CHANNEL, data));
    }
    FakeSubscriber subscriber = small.subscriber("c1");
    small.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    small.settle();
    assertThat(subscriber.offsets()).isEqualTo(FakeSubscriber.offsets(1, 3000));
    assertThat(subscriber.result.publications()).hasSize(10);
    assertThat(subscriber.frames).hasSize(299);
    assertThat(subscriber.frames)
        .allMatch(frame -> frame.text().lines().mapToInt(line -> 100).sum() <= 1024);
  }

  @Test
  void aPageEndsAtItsNumberOfEntries() {
    ChannelTestServer small = new ChannelTestServer("parley.limit.recovery-page", "4");
    small.publish(CHANNEL, 10);
    FakeSubscriber subscriber = small.subscriber("c1");
    small.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    small.settle();
    assertThat(subscriber.result.publications()).hasSize(4);
    assertThat(subscriber.frames).hasSize(2);
    assertThat(subscriber.offsets()).isEqualTo(FakeSubscriber.offsets(1, 10));
  }

  @Test
  @DisplayName("[L4] an entry larger than a page is a page by itself")
  void aLargeEntryDoesNotStopTheCatchUp() {
    ChannelTestServer small = new ChannelTestServer("parley.limit.recovery-page-bytes", "1KiB");
    for (int i = 0; i < 3; i++) {
      small.publisher.publish(ChannelTestServer.message(CHANNEL, "\"" + "d".repeat(5000) + "\""));
    }
    FakeSubscriber subscriber = small.subscriber("c1");
    small.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    small.settle();
    assertThat(subscriber.result.publications()).hasSize(1);
    assertThat(subscriber.offsets()).isEqualTo(FakeSubscriber.offsets(1, 3));
  }

  @ParameterizedTest(name = "live at {0} of 12")
  @ValueSource(ints = {3, 4, 5, 7, 8, 9, 11, 12})
  @DisplayName("[L4] wherever a page ends, a publication that comes meanwhile arrives exactly once")
  void pageBoundariesLoseNothing(int before) {
    ChannelTestServer small = new ChannelTestServer("parley.limit.recovery-page", "4");
    FakeSubscriber witness = small.subscribed(CHANNEL, "witness");
    small.publish(CHANNEL, before);
    FakeSubscriber subscriber = small.subscriber("c1");
    small.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    for (int i = before; i < 12; i++) {
      if (!small.reads.waiting.isEmpty()) {
        small.reads.runOne(0);
      }
      small.publish(CHANNEL, 1);
      if (i % 2 == 0) {
        small.flush();
      }
    }
    small.settle();
    assertThat(subscriber.offsets()).isEqualTo(FakeSubscriber.offsets(1, 12));
    assertThat(witness.offsets()).isEqualTo(FakeSubscriber.offsets(1, 12));
  }

  @Test
  @DisplayName("[L4] nobody is live while catching up: the next page waits until there is room")
  void aSlowSubscriberTakesPageByPage() {
    ChannelTestServer small = new ChannelTestServer("parley.limit.recovery-page", "4");
    small.publish(CHANNEL, 10);
    FakeSubscriber slow = stalledSubscriber(small);
    small.publish(CHANNEL, 5);
    small.settle();
    assertThat(slow.offsets()).isEqualTo(FakeSubscriber.offsets(1, 4));
    slow.unstall();
    small.settle();
    assertThat(slow.offsets()).isEqualTo(FakeSubscriber.offsets(1, 15));
  }

  @Test
  @DisplayName("[L4] a page of another epoch is not handed out: everybody is sent to the new log")
  void aPageOfAnotherEpochEndsTheSubscriptions() {
    ChannelTestServer small = new ChannelTestServer("parley.limit.recovery-page", "4");
    small.publish(CHANNEL, 12);
    FakeSubscriber witness = small.subscribed(CHANNEL, "witness");
    FakeSubscriber slow = stalledSubscriber(small);
    small.log.reset("e2");
    small.storeSilently(CHANNEL, 8);
    slow.unstall();
    small.settle();
    assertThat(slow.offsets()).isEqualTo(FakeSubscriber.offsets(1, 4));
    assertThat(slow.events).endsWith("ended 2500");
    assertThat(witness.events).containsExactly("subscribed 12", "ended 2500");
    assertThat(small.channels.count()).isZero();
  }

  @Test
  @DisplayName("[L4] entries trimmed in the middle of a catch-up end the subscription with 2500")
  void trimmedMeanwhileEndsTheSubscription() {
    ChannelTestServer small = new ChannelTestServer("parley.limit.recovery-page", "4");
    small.publish(CHANNEL, 12);
    FakeSubscriber subscriber = stalledSubscriber(small);
    small.log.trim(CHANNEL, 9);
    subscriber.unstall();
    small.settle();
    small.publish(CHANNEL, 1);
    small.settle();
    assertThat(subscriber.events)
        .containsExactly(
            "subscribed 0 recovered", "pub 1", "pub 2", "pub 3", "pub 4", "ended 2500");
    assertThat(small.channels.count()).isZero();
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({"1, e1", "2, e1", "5, e0", "13, e1", "0, e0", "9223372036854775807, e1"})
  @DisplayName("[C9] a client that must recover gets an error when its position is gone")
  void mustRecover(long offset, String epoch) {
    server.publish(CHANNEL, 12);
    server.log.trim(CHANNEL, 3);
    FakeSubscriber subscriber = mustRecover(CHANNEL, offset, epoch);
    server.publish(CHANNEL, 1);
    server.settle();
    assertThat(subscriber.events).containsExactly("refused 112");
    assertThat(server.channels.count()).isZero();
    server.subscribe(CHANNEL, subscriber, new StreamPosition(12, "e1"));
    server.settle();
    assertThat(subscriber.events)
        .containsExactly("refused 112", "subscribed 12 recovered", "pub 13");
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 7, 12})
  @DisplayName("[C9] a client that must recover, and can, is subscribed like the others")
  void canRecover(long offset) {
    server.publish(CHANNEL, 12);
    server.log.trim(CHANNEL, 3);
    FakeSubscriber subscriber = mustRecover(CHANNEL, offset, "e1");
    server.publish(CHANNEL, 1);
    server.settle();
    assertThat(subscriber.events).startsWith("subscribed " + offset + " recovered");
    assertThat(subscriber.offsets()).isEqualTo(FakeSubscriber.offsets(offset + 1, 13));
  }

  @Test
  @DisplayName("[C9] a channel without a log recovers nothing, ever: 108")
  void mustRecoverWithoutALog() {
    assertThat(mustRecover("event:a", 0, "").events).containsExactly("refused 108");
    assertThat(server.channels.count()).isZero();
  }

  private FakeSubscriber mustRecover(String channel, long offset, String epoch) {
    FakeSubscriber subscriber = server.subscriber("c1");
    subscriber.subscribe(
        server.channels,
        channel,
        new SubscribeOptions(new StreamPosition(offset, epoch), false, false, true));
    server.settle();
    return subscriber;
  }

  @Test
  @DisplayName("[L6] a log that fails in the middle of a catch-up ends the subscription with 2500")
  void aFailureAfterTheReplyEndsTheSubscription() {
    ChannelTestServer small = new ChannelTestServer("parley.limit.recovery-page", "4");
    small.publish(CHANNEL, 12);
    FakeSubscriber subscriber = small.subscriber("c1");
    small.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    small.reads.runOne(0);
    small.reads.runOne(0);
    small.log.readThrows = new ProtocolException(ErrorCode.INTERNAL, "away");
    small.settle();
    assertThat(subscriber.events).endsWith("pub 4", "ended 2500");
  }

  @Test
  @DisplayName("[L4] a client that leaves during its recovery gets nothing more")
  void leavesWhileCatchingUp() {
    ChannelTestServer small = new ChannelTestServer("parley.limit.recovery-page", "4");
    small.publish(CHANNEL, 12);
    FakeSubscriber subscriber = small.subscriber("c1");
    small.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    small.reads.runOne(0);
    small.reads.runOne(0);
    small.channels.unsubscribe(CHANNEL, "c1");
    small.settle();
    small.publish(CHANNEL, 1);
    small.settle();
    assertThat(subscriber.offsets()).isEqualTo(FakeSubscriber.offsets(1, 4));
    assertThat(subscriber.events).hasSize(5);
    assertThat(small.channels.count()).isZero();
  }
}
