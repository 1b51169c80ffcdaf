package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscribing, with and without recovery. */
class CatchUpTest {
  private static final String CHANNEL = "feed:a";
  private final House house = new House();

  private static List<Long> from(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private FakeSubscriber recovering(String client, long offset) {
    FakeSubscriber subscriber = house.subscriber(client);
    house.subscribe(CHANNEL, subscriber, new StreamPosition(offset, "e1"));
    return subscriber;
  }

  @Test
  void aFirstSubscriberIsToldTheHeadAndHearsWhatFollows() {
    house.publish(CHANNEL, 3);
    FakeSubscriber subscriber = house.subscribed(CHANNEL, "c1");
    house.publish(CHANNEL, 2);
    house.settle();
    assertThat(subscriber.heard).containsExactly("subscribed 3", "pub 4", "pub 5");
    assertThat(subscriber.result.positioned()).isTrue();
    assertThat(subscriber.result.wasRecovering()).isFalse();
    assertThat(subscriber.result.position().epoch()).isEqualTo("e1");
  }

  @Test
  @DisplayName("[L4] what is published while the head is read reaches the subscriber by itself")
  void aPublicationBetweenTheReadOfTheHeadAndTheOpeningIsDelivered() {
    FakeSubscriber subscriber = house.subscriber("c1");
    house.subscribe(CHANNEL, subscriber, null);
    // The head is read as 0, and while that answer is on its way, the first one is published.
    house.log.afterHead = () -> house.publish(CHANNEL, 1);
    house.settle();
    assertThat(subscriber.heard).containsExactly("subscribed 0", "pub 1");
  }

  @Test
  @DisplayName("[L4] a publication lost while the head is read is found missing at once")
  void aGapThatExistsWhenTheChannelOpensIsRepaired() {
    FakeSubscriber subscriber = house.subscriber("c1");
    house.subscribe(CHANNEL, subscriber, null);
    house.log.afterHead =
        () -> {
          house.storeSilently(CHANNEL, 1);
          house.publish(CHANNEL, 1);
        };
    house.settle();
    assertThat(subscriber.heard).containsExactly("subscribed 0", "pub 1", "pub 2");
  }

  @Test
  @DisplayName("[B2] the head is read only when all members know that the channel is heard here")
  void theHeadIsReadWhenAllMembersKnow() {
    CompletableFuture<Void> announced = new CompletableFuture<>();
    house.bridge.announced = announced;
    FakeSubscriber subscriber = house.subscribed(CHANNEL, "c1");
    assertThat(house.bridge.listening).containsExactly(CHANNEL);
    assertThat(subscriber.heard).isEmpty();
    // Another member commits, and does not know yet that it would have to tell us.
    house.storeSilently(CHANNEL, 1);
    FakeSubscriber other = house.subscribed(CHANNEL, "c2");
    announced.complete(null);
    house.publish(CHANNEL, 1);
    house.settle();
    assertThat(subscriber.heard).containsExactly("subscribed 2");
    assertThat(other.heard).containsExactly("subscribed 2");
    house.channels.unsubscribe(CHANNEL, "c1");
    assertThat(house.bridge.listening).containsExactly(CHANNEL);
    house.channels.unsubscribe(CHANNEL, "c2");
    assertThat(house.bridge.listening).isEmpty();
  }

  @Test
  @DisplayName("[B2] who leaves before all members know is answered, and leaves nothing behind")
  void leavingBeforeAllMembersKnow() {
    CompletableFuture<Void> announced = new CompletableFuture<>();
    house.bridge.announced = announced;
    FakeSubscriber subscriber = house.subscribed("event:a", "c1");
    house.channels.unsubscribe("event:a", "c1");
    announced.complete(null);
    house.settle();
    assertThat(subscriber.heard).containsExactly("refused 100");
    assertThat(house.channels.count()).isZero();
    assertThat(house.bridge.listening).isEmpty();
  }

  @Test
  void recoversWhatWasMissedInTheReply() {
    house.publish(CHANNEL, 5);
    FakeSubscriber subscriber = recovering("c1", 2);
    house.settle();
    house.publish(CHANNEL, 1);
    house.settle();
    assertThat(subscriber.heard)
        .containsExactly("subscribed 2 recovered", "pub 3", "pub 4", "pub 5", "pub 6");
    assertThat(subscriber.result.wasRecovering()).isTrue();
  }

  @Test
  @DisplayName(
      "[L4] catching up takes no more than its share of a member; the first page waits for nobody")
  void pagesAreSpreadOverTime() {
    House slow =
        new House("parley.limit.catch-up-rate", "64KiB", "parley.limit.recovery-page", "10");
    slow.publish(CHANNEL, 5000);
    FakeSubscriber subscriber = slow.subscriber("c1");
    slow.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    slow.settle();
    assertThat(subscriber.heard).hasSizeBetween(100, 4000);
    assertThat(slow.reads.delayed).hasSize(1);
    FakeSubscriber next = slow.subscriber("c2");
    slow.subscribe(CHANNEL, next, new StreamPosition(4990, "e1"));
    slow.settle();
    assertThat(next.heard).hasSize(11).endsWith("pub 5000");
    while (!slow.reads.delayed.isEmpty()) {
      slow.reads.delayed.remove(0).run();
      slow.settle();
    }
    assertThat(subscriber.heard).hasSize(5001).endsWith("pub 5000");
  }

  @Test
  void anEmptyEpochIsTheEpochOfWhoeverHasHeardNothing() {
    house.publish(CHANNEL, 2);
    FakeSubscriber subscriber = house.subscriber("c1");
    house.subscribe(CHANNEL, subscriber, StreamPosition.NONE);
    house.settle();
    assertThat(subscriber.heard).containsExactly("subscribed 0 recovered", "pub 1", "pub 2");
  }

  @Test
  @DisplayName("[L4] 3,000 missed entries come in pages, none larger than the limit")
  void aLongCatchUpComesInPages() {
    House small = new House("parley.limit.recovery-page-bytes", "1KiB");
    String data = "\"" + "d".repeat(98) + "\"";
    for (int i = 0; i < 3000; i++) {
      small.publisher.publish(House.message(CHANNEL, data), new Outcome());
    }
    FakeSubscriber subscriber = small.subscriber("c1");
    small.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    small.settle();
    assertThat(subscriber.offsets()).isEqualTo(from(1, 3000));
    assertThat(subscriber.result.publications()).hasSize(10);
    assertThat(subscriber.frames).hasSize(299);
    assertThat(subscriber.frames)
        .allMatch(frame -> frame.text().lines().mapToInt(line -> 100).sum() <= 1024);
  }

  @Test
  void aPageEndsAtItsNumberOfEntries() {
    House small = new House("parley.limit.recovery-page", "4");
    small.publish(CHANNEL, 10);
    FakeSubscriber subscriber = small.subscriber("c1");
    small.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    small.settle();
    assertThat(subscriber.result.publications()).hasSize(4);
    assertThat(subscriber.frames).hasSize(2);
    assertThat(subscriber.offsets()).isEqualTo(from(1, 10));
  }

  @Test
  @DisplayName("[L4] an entry larger than a page is a page by itself")
  void aLargeEntryDoesNotStopTheCatchUp() {
    House small = new House("parley.limit.recovery-page-bytes", "1KiB");
    for (int i = 0; i < 3; i++) {
      small.publisher.publish(
          House.message(CHANNEL, "\"" + "d".repeat(5000) + "\""), new Outcome());
    }
    FakeSubscriber subscriber = small.subscriber("c1");
    small.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    small.settle();
    assertThat(subscriber.result.publications()).hasSize(1);
    assertThat(subscriber.offsets()).isEqualTo(from(1, 3));
  }

  @ParameterizedTest(name = "live at {0} of 12")
  @ValueSource(ints = {3, 4, 5, 7, 8, 9, 11, 12})
  @DisplayName("[L4] wherever a page ends, what is published meanwhile is neither lost nor doubled")
  void pageBoundariesLoseNothing(int before) {
    House small = new House("parley.limit.recovery-page", "4");
    FakeSubscriber witness = small.subscribed(CHANNEL, "witness");
    small.publish(CHANNEL, before);
    FakeSubscriber subscriber = small.subscriber("c1");
    small.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    for (int i = before; i < 12; i++) {
      if (!small.reads.waiting.isEmpty()) {
        small.reads.one(0);
      }
      small.publish(CHANNEL, 1);
      if (i % 2 == 0) {
        small.flush();
      }
    }
    small.settle();
    assertThat(subscriber.offsets()).isEqualTo(from(1, 12));
    assertThat(witness.offsets()).isEqualTo(from(1, 12));
  }

  @Test
  @DisplayName("[L4] nobody is live while catching up: the next page waits until there is room")
  void aSlowSubscriberTakesPageByPage() {
    House small = new House("parley.limit.recovery-page", "4");
    small.publish(CHANNEL, 10);
    FakeSubscriber slow = small.subscriber("c1");
    slow.stalled = true;
    small.subscribe(CHANNEL, slow, new StreamPosition(0, "e1"));
    small.settle();
    small.publish(CHANNEL, 5);
    small.settle();
    assertThat(slow.offsets()).isEqualTo(from(1, 4));
    slow.unstall();
    small.settle();
    assertThat(slow.offsets()).isEqualTo(from(1, 15));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 4})
  @DisplayName("[L4] who asks for what was trimmed is told so, and stands at the head")
  void trimmedEntriesAreNotRecovered(long offset) {
    house.publish(CHANNEL, 8);
    house.log.trim(CHANNEL, 5);
    FakeSubscriber subscriber = recovering("c1", offset);
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
    FakeSubscriber subscriber = recovering("c1", 5);
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
    FakeSubscriber subscriber = recovering("c1", offset);
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
    FakeSubscriber ahead = recovering("c1", 5);
    house.settle();
    assertThat(witness.offsets()).isEqualTo(from(1, 6));
    assertThat(ahead.heard).containsExactly("subscribed 5 recovered", "pub 6");
    house.publish(CHANNEL, 1);
    house.settle();
    assertThat(ahead.offsets()).isEqualTo(from(6, 7));
  }

  @Test
  @DisplayName("[L4] also when this member knows the entries, and has not handed them out yet")
  void aClientThatIsAheadOfTheFlusherHearsNothingTwice() {
    house.subscribed(CHANNEL, "witness");
    house.publish(CHANNEL, 3);
    FakeSubscriber ahead = recovering("c1", 3);
    house.reads.all();
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
    FakeSubscriber ahead = recovering("c1", 3);
    house.reads.all();
    house.channels.unsubscribe(CHANNEL, "c1");
    house.settle();
    assertThat(ahead.heard).containsExactly("subscribed 3 recovered");
    assertThat(witness.offsets()).isEqualTo(from(1, 3));
  }

  @Test
  @DisplayName("[L4] what was published while a page was on its way does not look like a loss")
  void aPageThatIsALittleOldIsReadAgain() {
    house.publish(CHANNEL, 3);
    house.subscribed(CHANNEL, "witness");
    FakeSubscriber subscriber = recovering("c1", 3);
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

  @Test
  @DisplayName("[L4] a page of another epoch is not handed out: everybody is sent to the new log")
  void aPageOfAnotherEpochEndsTheSubscriptions() {
    House small = new House("parley.limit.recovery-page", "4");
    small.publish(CHANNEL, 12);
    FakeSubscriber witness = small.subscribed(CHANNEL, "witness");
    FakeSubscriber slow = small.subscriber("c1");
    slow.stalled = true;
    small.subscribe(CHANNEL, slow, new StreamPosition(0, "e1"));
    small.settle();
    small.log.reset("e2");
    small.storeSilently(CHANNEL, 8);
    slow.unstall();
    small.settle();
    assertThat(slow.offsets()).isEqualTo(from(1, 4));
    assertThat(slow.heard).endsWith("ended 2500");
    assertThat(witness.heard).containsExactly("subscribed 12", "ended 2500");
    assertThat(small.channels.count()).isZero();
  }

  @Test
  @DisplayName("[L4] entries trimmed in the middle of a catch-up end the subscription with 2500")
  void trimmedMeanwhileEndsTheSubscription() {
    House small = new House("parley.limit.recovery-page", "4");
    small.publish(CHANNEL, 12);
    FakeSubscriber subscriber = small.subscriber("c1");
    subscriber.stalled = true;
    small.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    small.settle();
    small.log.trim(CHANNEL, 9);
    subscriber.unstall();
    small.settle();
    small.publish(CHANNEL, 1);
    small.settle();
    assertThat(subscriber.heard)
        .containsExactly(
            "subscribed 0 recovered", "pub 1", "pub 2", "pub 3", "pub 4", "ended 2500");
    assertThat(small.channels.count()).isZero();
  }

  @Test
  @DisplayName("[L6] a log that fails in the middle of a catch-up ends the subscription with 2500")
  void aFailureAfterTheReplyEndsTheSubscription() {
    House small = new House("parley.limit.recovery-page", "4");
    small.publish(CHANNEL, 12);
    FakeSubscriber subscriber = small.subscriber("c1");
    small.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    small.reads.one(0);
    small.reads.one(0);
    small.log.readThrows = new ProtocolException(ErrorCode.INTERNAL, "away");
    small.settle();
    assertThat(subscriber.heard).endsWith("pub 4", "ended 2500");
  }

  @Test
  @DisplayName(
      "[L6] a log that fails before the reply refuses the subscription, and leaves nothing")
  void aFailureBeforeTheReplyIsARefusal() {
    House room = new House();
    room.publish("room:a", 3);
    room.log.readThrows = new IllegalStateException("thrown by a test, on purpose");
    FakeSubscriber fresh = room.subscriber("c1");
    room.subscribe("room:a", fresh, null);
    room.settle();
    room.log.readThrows = null;
    room.subscribed("room:a", "opens it");
    room.log.readThrows = new IllegalStateException("thrown by a test, on purpose");
    FakeSubscriber recovering = room.subscriber("c2");
    room.subscribe("room:a", recovering, new StreamPosition(0, "e1"));
    room.settle();
    assertThat(fresh.heard).containsExactly("refused 100");
    assertThat(recovering.heard).containsExactly("refused 100");
    assertThat(room.presence.of("room:a")).containsOnlyKeys("opens it");
  }

  @Test
  @DisplayName("[L4] who leaves while catching up hears nothing more")
  void leavesWhileCatchingUp() {
    House small = new House("parley.limit.recovery-page", "4");
    small.publish(CHANNEL, 12);
    FakeSubscriber subscriber = small.subscriber("c1");
    small.subscribe(CHANNEL, subscriber, new StreamPosition(0, "e1"));
    small.reads.one(0);
    small.reads.one(0);
    small.channels.unsubscribe(CHANNEL, "c1");
    small.settle();
    small.publish(CHANNEL, 1);
    small.settle();
    assertThat(subscriber.offsets()).isEqualTo(from(1, 4));
    assertThat(subscriber.heard).hasSize(5);
    assertThat(small.channels.count()).isZero();
  }

  @Test
  void whoLeavesBeforeTheReplyIsRefused() {
    house.publish(CHANNEL, 1);
    FakeSubscriber fresh = house.subscriber("c1");
    house.subscribe(CHANNEL, fresh, null);
    house.channels.unsubscribe(CHANNEL, "c1");
    FakeSubscriber recovering = recovering("c2", 0);
    house.channels.unsubscribe(CHANNEL, "c2");
    house.settle();
    assertThat(fresh.heard).containsExactly("refused 100");
    assertThat(recovering.heard).containsExactly("refused 100");
  }

  @Test
  @DisplayName("[L4] who comes back at once does not hear again what it was told to have")
  void aRoundUnderWayDoesNotReachTheNextSubscription() {
    FakeSubscriber back = house.subscriber("c2");
    FakeSubscriber first =
        new FakeSubscriber("c1", house.reads.waiting::add) {
          @Override
          public void deliver(String channel, java.util.List<dev.parley.protocol.Frame> frame) {
            super.deliver(channel, frame);
            // While the round is under way, the second one leaves and subscribes again.
            house.channels.unsubscribe(CHANNEL, "c2");
            back.hear("left");
            house.subscribe(CHANNEL, back, null);
          }
        };
    house.subscribe(CHANNEL, first, null);
    house.settle();
    house.subscribe(CHANNEL, back, null);
    house.settle();
    house.publish(CHANNEL, 1);
    house.flush();
    assertThat(back.heard).containsExactly("subscribed 0", "left", "subscribed 1");
  }
}
