package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.channel.recovery.GapDetectorDriver;
import dev.parley.cluster.Bridge;
import dev.parley.cluster.SingleMemberBridge;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What no signal tells of. */
class GapDetectorTest {
  private static final String CHANNEL = "feed:a";
  private final ChannelTestServer house =
      new ChannelTestServer("parley.cluster.repair-interval", "100ms");
  private final FakeSubscriber subscriber = house.subscribed(CHANNEL, "c1");

  @Test
  @DisplayName("[L5] the last publications are found although no signal came after them")
  void findsTheLastPublications() {
    house.publish(CHANNEL, 1);
    house.storeSilently(CHANNEL, 3);
    house.settle();
    assertThat(subscriber.offsets()).containsExactly(1L);
    house.gapDetector.runRound();
    house.settle();
    assertThat(subscriber.offsets()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(house.counted("parley.cluster.repairs")).isEqualTo(1);
  }

  @Test
  @DisplayName("[L5] one look is enough for all channels")
  void oneLookIsEnoughForAll() {
    FakeSubscriber other = house.subscribed("room:b", "c2");
    house.storeSilently(CHANNEL, 1);
    house.storeSilently("room:b", 2);
    house.gapDetector.runRound();
    house.settle();
    assertThat(subscriber.offsets()).containsExactly(1L);
    assertThat(other.offsets()).containsExactly(1L, 2L);
    assertThat(house.log.headsAsked).hasValue(1);
  }

  @Test
  void whatArrivesWhileTheLogIsAskedIsNotReadAgain() {
    house.bridge.keeps = true;
    house.publish(CHANNEL, 2);
    List<Runnable> repairs = house.gapDetector.findRepairs();
    assertThat(repairs).hasSize(1);
    house.bridge.carryAll();
    repairs.forEach(Runnable::run);
    assertThat(house.reads.waiting).isEmpty();
    assertThat(house.counted("parley.cluster.repairs")).isZero();
    house.settle();
    assertThat(subscriber.offsets()).containsExactly(1L, 2L);
  }

  @Test
  void nothingIsAskedOfChannelsThatHaveNoPlaceInALog() {
    house.channels.unsubscribe(CHANNEL, "c1");
    house.subscribed("event:a", "c2");
    house.subscribe("feed:opening", house.subscriber("c3"), null);
    assertThat(house.gapDetector.findRepairs()).isEmpty();
    assertThat(house.log.headsAsked).hasValue(0);
  }

  @Test
  @DisplayName(
      "[L4] a log of another epoch, or one that went back, ends the subscriptions with 2500")
  void anotherLogEndsTheSubscriptions() {
    house.publish(CHANNEL, 3);
    house.settle();
    house.log.goBack(CHANNEL, 2);
    house.gapDetector.runRound();
    assertThat(subscriber.heard).endsWith("pub 3", "ended 2500");
    FakeSubscriber again = house.subscribed(CHANNEL, "c1");
    house.log.reset("e2");
    house.gapDetector.runRound();
    assertThat(again.heard).containsExactly("subscribed 2", "ended 2500");
    assertThat(house.channels.count()).isZero();
  }

  @Test
  void whatWasSeenOfAnOldLogDoesNotTouchTheNewOne() {
    house.publish(CHANNEL, 3);
    house.storeSilently(CHANNEL, 1);
    List<Runnable> repairs = house.gapDetector.findRepairs();
    assertThat(repairs).hasSize(1);
    house.log.reset("e2");
    house.publish(CHANNEL, 1);
    house.settle();
    FakeSubscriber again = house.subscribed(CHANNEL, "c1");
    repairs.forEach(Runnable::run);
    house.settle();
    assertThat(again.heard).containsExactly("subscribed 1");
  }

  @Test
  @DisplayName("[L5] the thread looks by itself, also after the log was away, until it is stopped")
  void theThreadLooksUntilItIsStopped() throws Exception {
    MemberExecutors executors = new MemberExecutors(house.config, Thread::new);
    GapDetectorDriver detector = detector(house.bridge, executors);
    house.log.readThrows = new ProtocolException(ErrorCode.INTERNAL, "away");
    detector.start();
    Awaitility.await().until(() -> house.log.headsAsked.get() >= 2);
    house.log.readThrows = null;
    house.storeSilently(CHANNEL, 1);
    // It finds the same again until the repair, which the test holds back, has been done.
    Awaitility.await().until(() -> house.counted("parley.cluster.repairs") >= 1);
    detector.close();
    ScheduledThreadPoolExecutor scheduler =
        (ScheduledThreadPoolExecutor) executors.databaseScheduler();
    Awaitility.await().until(() -> scheduler.getQueue().isEmpty());
    executors.close();
    assertThat(scheduler.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    house.settle();
    assertThat(subscriber.offsets()).containsExactly(1L);
  }

  @Test
  void aMemberThatIsAloneDoesNotLook() {
    MemberExecutors executors = new MemberExecutors(house.config, Thread::new);
    GapDetectorDriver detector = detector(new SingleMemberBridge(), executors);
    detector.start();
    assertThat(((ScheduledThreadPoolExecutor) executors.databaseScheduler()).getQueue()).isEmpty();
    detector.close();
  }

  private GapDetectorDriver detector(Bridge bridge, MemberExecutors executors) {
    return new GapDetectorDriver(
        house.config, house.hub, house.log, bridge, house.meters, executors);
  }
}
