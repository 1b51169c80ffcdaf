package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Frame;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The thread of the flusher; what it delivers is proved elsewhere, round by round. */
class FlusherTest {
  private final House house = new House();

  private Flusher running() {
    return new Flusher(
        house.config,
        house.codec,
        house.meters,
        work -> {
          Thread thread = new Thread(work);
          thread.setDaemon(true);
          return thread;
        });
  }

  @Test
  @DisplayName("[M4] a channel that cannot be delivered does not stop the others, nor liveness")
  void goesOnBehindAFailure() throws InterruptedException {
    CountDownLatch delivered = new CountDownLatch(2);
    FakeSubscriber broken =
        new FakeSubscriber("c1", Runnable::run) {
          @Override
          public void deliver(String channel, Frame frame) {
            delivered.countDown();
            throw new IllegalStateException("thrown by a test, on purpose");
          }
        };
    Flusher.FlushableChannel channel = new Flusher.FlushableChannel(channelOf(broken));
    Flusher flusher = running();
    channel.channel().receive("", signal());
    flusher.flush(channel);
    Awaitility.await().untilAsserted(() -> assertThat(flusher.waiting()).isZero());
    channel.channel().receive("", signal());
    flusher.flush(channel);
    assertThat(delivered.await(30, TimeUnit.SECONDS)).isTrue();
    Awaitility.await().until(() -> flusher.deliveryMakesProgress(0));
    flusher.stop();
  }

  @Test
  void isStuckWhileARoundDoesNotEnd() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    FakeSubscriber stuck =
        new FakeSubscriber("c1", Runnable::run) {
          @Override
          public void deliver(String channel, Frame frame) {
            entered.countDown();
            try {
              letGo.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    Flusher flusher = running();
    assertThat(flusher.deliveryMakesProgress(0)).isTrue();
    Channel channel = channelOf(stuck);
    channel.receive("", signal());
    flusher.flush(new Flusher.FlushableChannel(channel));
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(flusher.deliveryMakesProgress(0)).isFalse();
    assertThat(flusher.deliveryMakesProgress(3600)).isTrue();
    letGo.countDown();
    Awaitility.await().until(() -> flusher.deliveryMakesProgress(0));
    flusher.stop();
  }

  @Test
  void aChannelStandsInTheQueueOnce() throws InterruptedException {
    Flusher.FlushableChannel channel =
        new Flusher.FlushableChannel(channelOf(house.subscriber("c1")));
    house.flusher.flush(channel);
    house.flusher.flush(channel);
    assertThat(house.flusher.waiting()).isEqualTo(1);
    house.flusher.flushNext();
    house.flusher.flush(channel);
    assertThat(house.flusher.waiting()).isEqualTo(1);
  }

  @Test
  @DisplayName("[S1] a burst larger than an outbox comes in rounds, none of which fills one")
  void aBurstComesInRounds() {
    House small =
        new House("parley.session.outbox-bytes", "4KiB", "parley.session.frame-bytes", "1KiB");
    FakeSubscriber reader = small.subscribed("event:a", "c1");
    for (int i = 0; i < 20; i++) {
      small.publisher.publish(
          House.message("event:a", "\"" + "x".repeat(500) + "\""), new Outcome());
    }
    int rounds = 0;
    int before = 0;
    while (small.flusher.waiting() > 0) {
      flushOne(small);
      int bytes = reader.frames.stream().skip(before).mapToInt(Frame::bytes).sum();
      assertThat(bytes).isLessThan(2048);
      before = reader.frames.size();
      rounds++;
    }
    assertThat(rounds).isGreaterThanOrEqualTo(10);
    assertThat(reader.offsets()).hasSize(20);
  }

  private static void flushOne(House house) {
    try {
      house.flusher.flushNext();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Channel channelOf(FakeSubscriber subscriber) {
    Channel channel = new Channel("event:a", house.config.namespaceOf("event:a").orElseThrow());
    Subscription subscription = channel.enter(subscriber);
    channel.joinNow(subscription, false, false, subscriber.outcome());
    return channel;
  }

  private static Push signal() {
    return new Push.Published("event:a", new Publication(0, 1, Payload.json("1"), null, Map.of()));
  }
}
