package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Frame;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rounds of a fan-out, step by step; WriterPoolTest proves which thread runs a step. */
class FanoutTest {
  private final ChannelTestServer server = new ChannelTestServer();
  private final List<FakeSubscriber> subscribers = new ArrayList<>();

  @Test
  void oneRoundRunsAtATimeAndANextOneForWhatCameMeanwhile() {
    Channel channel = channelOf(server.subscriber("c1"), server.subscriber("c2"));
    publish(channel, 1);
    publish(channel, 2);
    assertThat(server.writers.waiting()).isEqualTo(1);
    assertThat(channel.fanout().step()).isTrue();
    publish(channel, 3);
    assertThat(server.writers.waiting()).as("not a second round beside the first").isEqualTo(1);
    while (channel.fanout().step()) {
      // to the end of the first round
    }
    assertThat(server.writers.waiting()).as("the next round").isEqualTo(2);
    while (channel.fanout().step()) {
      // the second
    }
    assertThat(subscribers)
        .allSatisfy(
            subscriber ->
                assertThat(subscriber.events)
                    .containsExactly("subscribed 0", "pub 0", "pub 0", "pub 0"));
    assertThat(server.writers.waiting()).as("nothing is left to do").isEqualTo(2);
  }

  @Test
  void oneFrameServesAllSubscribers() {
    Channel channel = channelOf(server.subscriber("c1"), server.subscriber("c2"));
    publish(channel, 1);
    publish(channel, 2);
    server.writers.runAll();
    assertThat(subscribers.get(0).frames).hasSize(1);
    assertThat(subscribers.get(0).frames.get(0)).isSameAs(subscribers.get(1).frames.get(0));
  }

  @Test
  @DisplayName("[M4] a subscriber that cannot be delivered to costs the next ones nothing")
  void goesOnBehindAFailure() {
    FakeSubscriber broken =
        new FakeSubscriber("c1", Runnable::run) {
          @Override
          public void deliver(String channel, List<Frame> frames) {
            throw new IllegalStateException("thrown by a test, on purpose");
          }
        };
    Channel channel = channelOf(broken, server.subscriber("c2"));
    publish(channel, 1);
    server.writers.runAll();
    publish(channel, 2);
    server.writers.runAll();
    assertThat(subscribers.get(1).events).containsExactly("subscribed 0", "pub 0", "pub 0");
  }

  @Test
  @DisplayName("[S1] a burst larger than an outbox comes in rounds, none of which fills one")
  void aBurstComesInRounds() {
    ChannelTestServer small =
        new ChannelTestServer(
            "parley.session.outbox-bytes", "4KiB", "parley.session.frame-bytes", "1KiB");
    FakeSubscriber reader = small.subscribed("event:a", "c1");
    for (int i = 0; i < 20; i++) {
      small.publisher.publish(ChannelTestServer.message("event:a", "\"" + "x".repeat(500) + "\""));
    }
    int rounds = 0;
    int before = 0;
    while (small.writers.waiting() > 0) {
      small.writers.runNext();
      int bytes = reader.frames.stream().skip(before).mapToInt(Frame::bytes).sum();
      assertThat(bytes).isLessThan(2048);
      before = reader.frames.size();
      rounds++;
    }
    assertThat(rounds).isGreaterThanOrEqualTo(10);
    assertThat(reader.offsets()).hasSize(20);
  }

  private Channel channelOf(FakeSubscriber... all) {
    ChannelContext context =
        ChannelContext.of(
            server.config, server.presence, server.history, server.writers, server.meters);
    Channel channel =
        new Channel(
            "event:a", server.config.namespaceOf("event:a").orElseThrow(), context, left -> {});
    for (FakeSubscriber subscriber : all) {
      subscribers.add(subscriber);
      Subscription subscription = channel.subscribe(subscriber, false);
      channel.join(subscription, false, false, subscriber::subscribed);
    }
    return channel;
  }

  private static void publish(Channel channel, int n) {
    channel.receive(
        "",
        new Push.Published(
            "event:a", new Publication(0, n, Payload.json(Integer.toString(n)), null, Map.of())));
  }
}
