package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** More is published into a channel than its subscribers are sent. */
class CongestionTest {
  private static final String DATA = "\"" + "x".repeat(1000) + "\"";
  private final ChannelTestServer server =
      new ChannelTestServer("parley.channel.pending-bytes", "8KiB");

  private RecordedOutcome publish(String channel) {
    RecordedOutcome outcome = new RecordedOutcome();
    server.publisher.publish(ChannelTestServer.message(channel, DATA)).whenComplete(outcome);
    return outcome;
  }

  private static boolean isConfirmed(RecordedOutcome outcome) {
    return outcome.recorded.get(0).startsWith("confirmed");
  }

  @Test
  @DisplayName(
      "[S3] a logged channel keeps no more than its share, and reads the rest from the log")
  void aLoggedChannelReadsTheRestLater() {
    FakeSubscriber subscriber = server.subscribed("room:a", "c1");
    for (int i = 0; i < 100; i++) {
      assertThat(isConfirmed(publish("room:a"))).isTrue();
    }
    assertThat(server.hub.isCongested("room:a")).isTrue();
    assertThat(server.reads.waiting).as("nothing is read while so much waits").isEmpty();
    server.flush();
    assertThat(subscriber.offsets()).hasSizeLessThan(12);
    server.settle();
    assertThat(subscriber.offsets()).isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
    assertThat(server.hub.isCongested("room:a")).isFalse();
  }

  @Test
  @DisplayName("[S3] and goes on with what comes while it reads")
  void aLoggedChannelGoesOnWhileItReads() {
    FakeSubscriber subscriber = server.subscribed("room:a", "c1");
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 30; i++) {
        publish("room:a");
      }
      server.writers.runNext();
      server.reads.runAll();
    }
    server.settle();
    assertThat(subscriber.offsets()).isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
  }

  @Test
  @DisplayName("[S3] an ephemeral channel refuses publishers with 111 until it has caught up")
  void anEphemeralChannelRefusesPublishers() {
    FakeSubscriber subscriber = server.subscribed("event:a", "c1");
    int accepted = 0;
    RecordedOutcome last = publish("event:a");
    while (isConfirmed(last)) {
      accepted++;
      last = publish("event:a");
    }
    assertThat(last.recorded).containsExactly("refused 111");
    assertThat(accepted).isBetween(8, 10);
    assertThat(isConfirmed(publish("event:other"))).as("other channels go on").isTrue();
    server.settle();
    assertThat(subscriber.offsets()).hasSize(accepted);
    assertThat(isConfirmed(publish("event:a"))).isTrue();
  }

  @Test
  @DisplayName("[S3] and drops what other members published meanwhile, and counts it")
  void anEphemeralChannelShedsSignals() {
    FakeSubscriber subscriber = server.subscribed("event:a", "c1");
    server.bridge.keeps = true;
    for (int i = 0; i < 20; i++) {
      publish("event:a");
    }
    server.bridge.carryAll();
    server.settle();
    int shed = (int) server.counted("parley.deliveries.shed");
    assertThat(shed).isPositive();
    assertThat(subscriber.offsets()).hasSize(20 - shed);
  }
}
