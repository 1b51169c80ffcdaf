package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.StreamPosition;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Subscribing from now on, to a channel that is open or is opened for it. */
class OpeningTest {
  private static final String CHANNEL = "feed:a";
  private final ChannelTestServer house = new ChannelTestServer();

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
  @DisplayName(
      "[L6] a log that fails before the reply refuses the subscription, and leaves nothing")
  void aFailureBeforeTheReplyIsARefusal() {
    ChannelTestServer room = new ChannelTestServer();
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
  void whoLeavesBeforeTheReplyIsRefused() {
    house.publish(CHANNEL, 1);
    FakeSubscriber fresh = house.subscriber("c1");
    house.subscribe(CHANNEL, fresh, null);
    house.channels.unsubscribe(CHANNEL, "c1");
    FakeSubscriber recovering = house.recovering(CHANNEL, "c2", 0);
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
