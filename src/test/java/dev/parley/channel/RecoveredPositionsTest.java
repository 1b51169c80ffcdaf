package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.StreamPosition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which positions can be recovered from, and what a client is told whose position cannot. */
class RecoveredPositionsTest {
  private static final String CHANNEL = "feed:a";
  private final ChannelTestServer server = new ChannelTestServer();

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 4})
  @DisplayName(
      "[L4] a client that asks for trimmed publications is told so, and starts at the head")
  void trimmedEntriesAreNotRecovered(long offset) {
    server.publish(CHANNEL, 8);
    server.log.trim(CHANNEL, 5);
    FakeSubscriber subscriber = server.recovering(CHANNEL, "c1", offset);
    server.settle();
    server.publish(CHANNEL, 1);
    server.settle();
    assertThat(subscriber.events).containsExactly("subscribed 8", "pub 9");
    assertThat(subscriber.result.wasRecovering()).isTrue();
    assertThat(subscriber.result.recovered()).isFalse();
  }

  @Test
  void theLastPositionBeforeTheTrimmedOnesIsRecovered() {
    server.publish(CHANNEL, 8);
    server.log.trim(CHANNEL, 5);
    FakeSubscriber subscriber = server.recovering(CHANNEL, "c1", 5);
    server.settle();
    assertThat(subscriber.events)
        .containsExactly("subscribed 5 recovered", "pub 6", "pub 7", "pub 8");
  }

  @Test
  void aPositionOfAnotherEpochIsNotRecovered() {
    server.publish(CHANNEL, 8);
    FakeSubscriber subscriber = server.subscriber("c1");
    server.subscribe(CHANNEL, subscriber, new StreamPosition(2, "e0"));
    server.settle();
    assertThat(subscriber.events).containsExactly("subscribed 8");
    assertThat(subscriber.result.position().epoch()).isEqualTo("e1");
  }

  @ParameterizedTest
  @ValueSource(longs = {9, Long.MAX_VALUE})
  void aPositionBeyondTheHeadIsNotRecovered(long offset) {
    server.publish(CHANNEL, 8);
    FakeSubscriber subscriber = server.recovering(CHANNEL, "c1", offset);
    server.settle();
    assertThat(subscriber.events).containsExactly("subscribed 8");
  }

  @Test
  @DisplayName("[L4] a client that comes from a faster member recovers, and gets nothing twice")
  void aClientThatIsAheadOfThisMemberRecovers() {
    FakeSubscriber witness = server.subscribed(CHANNEL, "witness");
    server.publish(CHANNEL, 3);
    server.settle();
    server.storeSilently(CHANNEL, 3);
    FakeSubscriber ahead = server.recovering(CHANNEL, "c1", 5);
    server.settle();
    assertThat(witness.offsets()).isEqualTo(FakeSubscriber.offsets(1, 6));
    assertThat(ahead.events).containsExactly("subscribed 5 recovered", "pub 6");
    server.publish(CHANNEL, 1);
    server.settle();
    assertThat(ahead.offsets()).isEqualTo(FakeSubscriber.offsets(6, 7));
  }

  @Test
  @DisplayName("[L4] also when this member knows the entries, and has not handed them out yet")
  void aClientThatIsAheadOfTheFanoutGetsNothingTwice() {
    server.subscribed(CHANNEL, "witness");
    server.publish(CHANNEL, 3);
    FakeSubscriber ahead = server.recovering(CHANNEL, "c1", 3);
    server.reads.runAll();
    assertThat(ahead.events).containsExactly("subscribed 3 recovered");
    server.publish(CHANNEL, 1);
    server.settle();
    server.publish(CHANNEL, 1);
    server.settle();
    assertThat(ahead.events).containsExactly("subscribed 3 recovered", "pub 4", "pub 5");
  }

  @Test
  @DisplayName("[L4] a client that is ahead and leaves is forgotten")
  void whoIsAheadMayLeave() {
    FakeSubscriber witness = server.subscribed(CHANNEL, "witness");
    server.publish(CHANNEL, 3);
    FakeSubscriber ahead = server.recovering(CHANNEL, "c1", 3);
    server.reads.runAll();
    server.channels.unsubscribe(CHANNEL, "c1");
    server.settle();
    assertThat(ahead.events).containsExactly("subscribed 3 recovered");
    assertThat(witness.offsets()).isEqualTo(FakeSubscriber.offsets(1, 3));
  }

  @Test
  @DisplayName("[L4] a publication that comes while a page is read does not look like a loss")
  void aPageThatIsALittleOldIsReadAgain() {
    server.publish(CHANNEL, 3);
    server.subscribed(CHANNEL, "witness");
    FakeSubscriber subscriber = server.recovering(CHANNEL, "c1", 3);
    // The page is read, and while it is on its way the live subscribers are handed more.
    server.log.afterHead =
        () -> {
          server.publish(CHANNEL, 2);
          server.flush();
        };
    server.settle();
    assertThat(subscriber.events).containsExactly("subscribed 3 recovered", "pub 4", "pub 5");
  }

  @Test
  @DisplayName("[L4] a position of a newer epoch makes the member ask the log")
  void aPositionOfANewerEpochMakesTheMemberAskTheLog() {
    FakeSubscriber witness = server.subscribed(CHANNEL, "witness");
    server.log.reset("e2");
    server.storeSilently(CHANNEL, 2);
    FakeSubscriber early = server.subscriber("c1");
    server.subscribe(CHANNEL, early, new StreamPosition(1, "e2"));
    server.settle();
    assertThat(witness.events).containsExactly("subscribed 0", "ended 2500");
    assertThat(early.events).endsWith("refused 100");
    FakeSubscriber again = server.subscriber("c1");
    server.subscribe(CHANNEL, again, new StreamPosition(1, "e2"));
    server.settle();
    assertThat(again.events).containsExactly("subscribed 1 recovered", "pub 2");
  }
}
