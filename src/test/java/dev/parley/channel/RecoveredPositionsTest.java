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
  private final ChannelTestServer house = new ChannelTestServer();

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 4})
  @DisplayName("[L4] who asks for what was trimmed is told so, and stands at the head")
  void trimmedEntriesAreNotRecovered(long offset) {
    house.publish(CHANNEL, 8);
    house.log.trim(CHANNEL, 5);
    FakeSubscriber subscriber = house.recovering(CHANNEL, "c1", offset);
    house.settle();
    house.publish(CHANNEL, 1);
    house.settle();
    assertThat(subscriber.heard).containsExactly("subscribed 8", "pub 9");
    assertThat(subscriber.result.wasRecovering()).isTrue();
    assertThat(subscriber.result.recovered()).isFalse();
  }

  @Test
  void theLastPositionBeforeTheTrimmedOnesIsRecovered() {
    house.publish(CHANNEL, 8);
    house.log.trim(CHANNEL, 5);
    FakeSubscriber subscriber = house.recovering(CHANNEL, "c1", 5);
    house.settle();
    assertThat(subscriber.heard)
        .containsExactly("subscribed 5 recovered", "pub 6", "pub 7", "pub 8");
  }

  @Test
  void aPositionOfAnotherEpochIsNotRecovered() {
    house.publish(CHANNEL, 8);
    FakeSubscriber subscriber = house.subscriber("c1");
    house.subscribe(CHANNEL, subscriber, new StreamPosition(2, "e0"));
    house.settle();
    assertThat(subscriber.heard).containsExactly("subscribed 8");
    assertThat(subscriber.result.position().epoch()).isEqualTo("e1");
  }

  @ParameterizedTest
  @ValueSource(longs = {9, Long.MAX_VALUE})
  void aPositionBeyondTheHeadIsNotRecovered(long offset) {
    house.publish(CHANNEL, 8);
    FakeSubscriber subscriber = house.recovering(CHANNEL, "c1", offset);
    house.settle();
    assertThat(subscriber.heard).containsExactly("subscribed 8");
  }

  @Test
  @DisplayName("[L4] a client that comes from a faster member recovers, and hears nothing twice")
  void aClientThatIsAheadOfThisMemberRecovers() {
    FakeSubscriber witness = house.subscribed(CHANNEL, "witness");
    house.publish(CHANNEL, 3);
    house.settle();
    house.storeSilently(CHANNEL, 3);
    FakeSubscriber ahead = house.recovering(CHANNEL, "c1", 5);
    house.settle();
    assertThat(witness.offsets()).isEqualTo(FakeSubscriber.offsets(1, 6));
    assertThat(ahead.heard).containsExactly("subscribed 5 recovered", "pub 6");
    house.publish(CHANNEL, 1);
    house.settle();
    assertThat(ahead.offsets()).isEqualTo(FakeSubscriber.offsets(6, 7));
  }

  @Test
  @DisplayName("[L4] also when this member knows the entries, and has not handed them out yet")
  void aClientThatIsAheadOfTheFlusherHearsNothingTwice() {
    house.subscribed(CHANNEL, "witness");
    house.publish(CHANNEL, 3);
    FakeSubscriber ahead = house.recovering(CHANNEL, "c1", 3);
    house.reads.runAll();
    assertThat(ahead.heard).containsExactly("subscribed 3 recovered");
    house.publish(CHANNEL, 1);
    house.settle();
    house.publish(CHANNEL, 1);
    house.settle();
    assertThat(ahead.heard).containsExactly("subscribed 3 recovered", "pub 4", "pub 5");
  }

  @Test
  @DisplayName("[L4] who is ahead and leaves is forgotten")
  void whoIsAheadMayLeave() {
    FakeSubscriber witness = house.subscribed(CHANNEL, "witness");
    house.publish(CHANNEL, 3);
    FakeSubscriber ahead = house.recovering(CHANNEL, "c1", 3);
    house.reads.runAll();
    house.channels.unsubscribe(CHANNEL, "c1");
    house.settle();
    assertThat(ahead.heard).containsExactly("subscribed 3 recovered");
    assertThat(witness.offsets()).isEqualTo(FakeSubscriber.offsets(1, 3));
  }

  @Test
  @DisplayName("[L4] what was published while a page was on its way does not look like a loss")
  void aPageThatIsALittleOldIsReadAgain() {
    house.publish(CHANNEL, 3);
    house.subscribed(CHANNEL, "witness");
    FakeSubscriber subscriber = house.recovering(CHANNEL, "c1", 3);
    // The page is read, and while it is on its way the live subscribers are handed more.
    house.log.afterHead =
        () -> {
          house.publish(CHANNEL, 2);
          house.flush();
        };
    house.settle();
    assertThat(subscriber.heard).containsExactly("subscribed 3 recovered", "pub 4", "pub 5");
  }

  @Test
  @DisplayName("[L4] a client of a log that this member has not heard of yet makes it look")
  void aPositionOfANewerEpochMakesTheMemberLook() {
    FakeSubscriber witness = house.subscribed(CHANNEL, "witness");
    house.log.reset("e2");
    house.storeSilently(CHANNEL, 2);
    FakeSubscriber early = house.subscriber("c1");
    house.subscribe(CHANNEL, early, new StreamPosition(1, "e2"));
    house.settle();
    assertThat(witness.heard).containsExactly("subscribed 0", "ended 2500");
    assertThat(early.heard).endsWith("refused 100");
    FakeSubscriber again = house.subscriber("c1");
    house.subscribe(CHANNEL, again, new StreamPosition(1, "e2"));
    house.settle();
    assertThat(again.heard).containsExactly("subscribed 1 recovered", "pub 2");
  }
}
