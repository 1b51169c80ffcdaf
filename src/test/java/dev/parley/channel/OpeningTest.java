package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.StreamPosition;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Subscribing from now on, to a channel that is open or is opened for it. */
class OpeningTest {
  private static final String CHANNEL = "feed:a";
  private final ChannelTestServer server = new ChannelTestServer();

  @Test
  void aFirstSubscriberGetsTheHeadAndAllThatFollows() {
    server.publish(CHANNEL, 3);
    FakeSubscriber subscriber = server.subscribed(CHANNEL, "c1");
    server.publish(CHANNEL, 2);
    server.settle();
    assertThat(subscriber.events).containsExactly("subscribed 3", "pub 4", "pub 5");
    assertThat(subscriber.result.positioned()).isTrue();
    assertThat(subscriber.result.wasRecovering()).isFalse();
    assertThat(subscriber.result.position().epoch()).isEqualTo("e1");
  }

  @Test
  @DisplayName("[L4] a publication that comes while the head is read is delivered")
  void aPublicationBetweenTheReadOfTheHeadAndTheOpeningIsDelivered() {
    FakeSubscriber subscriber = server.subscriber("c1");
    server.subscribe(CHANNEL, subscriber, null);
    // The head is read as 0, and while that answer is on its way, the first one is published.
    server.log.afterHead = () -> server.publish(CHANNEL, 1);
    server.settle();
    assertThat(subscriber.events).containsExactly("subscribed 0", "pub 1");
  }

  @Test
  @DisplayName("[L4] a publication lost while the head is read is found missing at once")
  void aGapThatExistsWhenTheChannelOpensIsRepaired() {
    FakeSubscriber subscriber = server.subscriber("c1");
    server.subscribe(CHANNEL, subscriber, null);
    server.log.afterHead =
        () -> {
          server.storeSilently(CHANNEL, 1);
          server.publish(CHANNEL, 1);
        };
    server.settle();
    assertThat(subscriber.events).containsExactly("subscribed 0", "pub 1", "pub 2");
  }

  @Test
  @DisplayName(
      "[B2] the head is read only when all members know that the channel has subscribers here")
  void theHeadIsReadWhenAllMembersKnow() {
    CompletableFuture<Void> announced = new CompletableFuture<>();
    server.bridge.announced = announced;
    FakeSubscriber subscriber = server.subscribed(CHANNEL, "c1");
    assertThat(server.bridge.listening).containsExactly(CHANNEL);
    assertThat(subscriber.events).isEmpty();
    // Another member commits, and does not know yet that it would have to tell us.
    server.storeSilently(CHANNEL, 1);
    FakeSubscriber other = server.subscribed(CHANNEL, "c2");
    announced.complete(null);
    server.publish(CHANNEL, 1);
    server.settle();
    assertThat(subscriber.events).containsExactly("subscribed 2");
    assertThat(other.events).containsExactly("subscribed 2");
    server.channels.unsubscribe(CHANNEL, "c1");
    assertThat(server.bridge.listening).containsExactly(CHANNEL);
    server.channels.unsubscribe(CHANNEL, "c2");
    assertThat(server.bridge.listening).isEmpty();
  }

  @Test
  @DisplayName(
      "[B2] a client that leaves before all members know is answered, and leaves nothing behind")
  void leavingBeforeAllMembersKnow() {
    CompletableFuture<Void> announced = new CompletableFuture<>();
    server.bridge.announced = announced;
    FakeSubscriber subscriber = server.subscribed("event:a", "c1");
    server.channels.unsubscribe("event:a", "c1");
    announced.complete(null);
    server.settle();
    assertThat(subscriber.events).containsExactly("refused 100");
    assertThat(server.channels.count()).isZero();
    assertThat(server.bridge.listening).isEmpty();
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
    assertThat(fresh.events).containsExactly("refused 100");
    assertThat(recovering.events).containsExactly("refused 100");
    assertThat(room.presence.of("room:a")).containsOnlyKeys("opens it");
  }

  @Test
  void aClientThatLeavesBeforeTheReplyIsRefused() {
    server.publish(CHANNEL, 1);
    FakeSubscriber fresh = server.subscriber("c1");
    server.subscribe(CHANNEL, fresh, null);
    server.channels.unsubscribe(CHANNEL, "c1");
    FakeSubscriber recovering = server.recovering(CHANNEL, "c2", 0);
    server.channels.unsubscribe(CHANNEL, "c2");
    server.settle();
    assertThat(fresh.events).containsExactly("refused 100");
    assertThat(recovering.events).containsExactly("refused 100");
  }

  @Test
  @DisplayName("[L4] a client that comes back at once does not get again what it has")
  void aRoundUnderWayDoesNotReachTheNextSubscription() {
    FakeSubscriber back = server.subscriber("c2");
    FakeSubscriber first =
        new FakeSubscriber("c1", server.reads.waiting::add) {
          @Override
          public void deliver(String channel, java.util.List<dev.parley.protocol.Frame> frame) {
            super.deliver(channel, frame);
            // While the round is under way, the second one leaves and subscribes again.
            server.channels.unsubscribe(CHANNEL, "c2");
            back.record("left");
            server.subscribe(CHANNEL, back, null);
          }
        };
    server.subscribe(CHANNEL, first, null);
    server.settle();
    server.subscribe(CHANNEL, back, null);
    server.settle();
    server.publish(CHANNEL, 1);
    server.flush();
    assertThat(back.events).containsExactly("subscribed 0", "left", "subscribed 1");
  }
}
