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
  private final ChannelTestServer server =
      new ChannelTestServer("parley.cluster.repair-interval", "100ms");
  private final FakeSubscriber subscriber = server.subscribed(CHANNEL, "c1");

  @Test
  @DisplayName("[L5] the last publications are found although no signal came after them")
  void findsTheLastPublications() {
    server.publish(CHANNEL, 1);
    server.storeSilently(CHANNEL, 3);
    server.settle();
    assertThat(subscriber.offsets()).containsExactly(1L);
    server.gapDetector.runRound();
    server.settle();
    assertThat(subscriber.offsets()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(server.counted("parley.cluster.repairs")).isEqualTo(1);
  }

  @Test
  @DisplayName("[L5] one round compares all channels by one query")
  void oneRoundComparesAllChannels() {
    FakeSubscriber other = server.subscribed("room:b", "c2");
    server.storeSilently(CHANNEL, 1);
    server.storeSilently("room:b", 2);
    server.gapDetector.runRound();
    server.settle();
    assertThat(subscriber.offsets()).containsExactly(1L);
    assertThat(other.offsets()).containsExactly(1L, 2L);
    assertThat(server.log.headsAsked).hasValue(1);
  }

  @Test
  void whatArrivesWhileTheLogIsAskedIsNotReadAgain() {
    server.bridge.keeps = true;
    server.publish(CHANNEL, 2);
    List<Runnable> repairs = server.gapDetector.findRepairs();
    assertThat(repairs).hasSize(1);
    server.bridge.carryAll();
    repairs.forEach(Runnable::run);
    assertThat(server.reads.waiting).isEmpty();
    assertThat(server.counted("parley.cluster.repairs")).isZero();
    server.settle();
    assertThat(subscriber.offsets()).containsExactly(1L, 2L);
  }

  @Test
  void nothingIsAskedOfChannelsThatHaveNoPlaceInALog() {
    server.channels.unsubscribe(CHANNEL, "c1");
    server.subscribed("event:a", "c2");
    server.subscribe("feed:opening", server.subscriber("c3"), null);
    assertThat(server.gapDetector.findRepairs()).isEmpty();
    assertThat(server.log.headsAsked).hasValue(0);
  }

  @Test
  @DisplayName(
      "[L4] a log of another epoch, or one that went back, ends the subscriptions with 2500")
  void anotherLogEndsTheSubscriptions() {
    server.publish(CHANNEL, 3);
    server.settle();
    server.log.goBack(CHANNEL, 2);
    server.gapDetector.runRound();
    assertThat(subscriber.events).endsWith("pub 3", "ended 2500");
    FakeSubscriber again = server.subscribed(CHANNEL, "c1");
    server.log.reset("e2");
    server.gapDetector.runRound();
    assertThat(again.events).containsExactly("subscribed 2", "ended 2500");
    assertThat(server.channels.count()).isZero();
  }

  @Test
  void whatWasSeenOfAnOldLogDoesNotTouchTheNewOne() {
    server.publish(CHANNEL, 3);
    server.storeSilently(CHANNEL, 1);
    List<Runnable> repairs = server.gapDetector.findRepairs();
    assertThat(repairs).hasSize(1);
    server.log.reset("e2");
    server.publish(CHANNEL, 1);
    server.settle();
    FakeSubscriber again = server.subscribed(CHANNEL, "c1");
    repairs.forEach(Runnable::run);
    server.settle();
    assertThat(again.events).containsExactly("subscribed 1");
  }

  @Test
  @DisplayName("[L5] rounds run by themselves, also after the log was away, until they are stopped")
  void roundsRunUntilTheyAreStopped() throws Exception {
    MemberExecutors executors = new MemberExecutors(server.config, Thread::new);
    GapDetectorDriver detector = detector(server.bridge, executors);
    server.log.readThrows = new ProtocolException(ErrorCode.INTERNAL, "away");
    detector.start();
    Awaitility.await().until(() -> server.log.headsAsked.get() >= 2);
    server.log.readThrows = null;
    server.storeSilently(CHANNEL, 1);
    // It finds the same again until the repair, which the test holds back, has been done.
    Awaitility.await().until(() -> server.counted("parley.cluster.repairs") >= 1);
    detector.close();
    ScheduledThreadPoolExecutor scheduler =
        (ScheduledThreadPoolExecutor) executors.databaseScheduler();
    Awaitility.await().until(() -> scheduler.getQueue().isEmpty());
    executors.close();
    assertThat(scheduler.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    server.settle();
    assertThat(subscriber.offsets()).containsExactly(1L);
  }

  @Test
  void aMemberThatIsAloneRunsNoRounds() {
    MemberExecutors executors = new MemberExecutors(server.config, Thread::new);
    GapDetectorDriver detector = detector(new SingleMemberBridge(), executors);
    detector.start();
    assertThat(((ScheduledThreadPoolExecutor) executors.databaseScheduler()).getQueue()).isEmpty();
    detector.close();
  }

  private GapDetectorDriver detector(Bridge bridge, MemberExecutors executors) {
    return new GapDetectorDriver(
        server.config, server.hub, server.log, bridge, server.meters, executors);
  }
}
