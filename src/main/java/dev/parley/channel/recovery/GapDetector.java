package dev.parley.channel.recovery;

import dev.parley.cluster.Bridge;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ApplicationStart;
import dev.parley.config.ClusterKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.log.ChannelLog;
import dev.parley.protocol.StreamPosition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Finds lost signals, the last one of a channel too: asks the log from time to time where the open
 * channels of this member end, all of them in one query, and starts the repair of those that miss
 * something (L5). Does nothing where no signal can be lost. One round runs at a time, on a shared
 * thread; other threads repair.
 */
@Singleton
class GapDetector {
  private static final System.Logger LOG = System.getLogger(GapDetector.class.getName());

  /** A signal that was on its way while the log was asked is not lost. */
  private static final long GRACE_MILLIS = 100;

  private final OpenChannels channels;
  private final ChannelLog log;
  private final Bridge bridge;
  private final long intervalMillis;
  private final ScheduledExecutorService scheduler;
  private final Counter repairs;

  /** Null while no round is planned. Written by the thread that starts the application. */
  private volatile Future<?> rounds;

  /** Whether the last round failed. Owned by the rounds. */
  private boolean failing;

  @Inject
  GapDetector(
      ParleyConfig config,
      OpenChannels channels,
      ChannelLog log,
      Bridge bridge,
      MeterRegistry meters,
      MemberExecutors executors) {
    this.channels = channels;
    this.log = log;
    this.bridge = bridge;
    this.intervalMillis = config.get(ClusterKeys.REPAIR_INTERVAL).toMillis();
    this.scheduler = executors.databaseScheduler();
    this.repairs =
        Counter.builder("parley.cluster.repairs")
            .description("Channels of which a signal was lost, found by a look at their logs")
            .register(meters);
  }

  void start(@Observes ApplicationStart start) {
    if (bridge.mayLoseSignals()) {
      rounds =
          scheduler.scheduleWithFixedDelay(
              this::runRound, intervalMillis, intervalMillis, TimeUnit.MILLISECONDS);
    }
  }

  /** Does not interrupt: an interrupt while H2 reads would close its file for everybody. */
  @PreDestroy
  void stop() {
    if (rounds != null) {
      rounds.cancel(false);
    }
  }

  /**
   * A channel that is not where its log ends.
   *
   * @param position where the channel was before the log was asked
   * @param head where its log ends
   */
  record Difference(LoggedChannel channel, StreamPosition position, StreamPosition head) {
    /** A channel without a head has lost its log: no epoch is its epoch. */
    private Difference withHead(Map<String, StreamPosition> heads) {
      return new Difference(
          channel, position, heads.getOrDefault(channel.name(), StreamPosition.NONE));
    }
  }

  private void runRound() {
    try {
      List<Difference> differences = findDifferences();
      if (!differences.isEmpty()) {
        scheduler.schedule(
            () -> differences.forEach(this::repair), GRACE_MILLIS, TimeUnit.MILLISECONDS);
      }
      if (failing) {
        LOG.log(System.Logger.Level.INFO, "the heads of the channels can be read again");
        failing = false;
      }
    } catch (RuntimeException e) {
      LOG.log(
          failing ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
          "the heads of the channels cannot be read; the next round tries again",
          e);
      failing = true;
    }
  }

  /** Compares all open channels with the ends of their logs, by one query. */
  List<Difference> findDifferences() {
    List<Difference> positions =
        channels.opened().stream()
            .map(channel -> new Difference(channel, channel.position(), StreamPosition.NONE))
            .toList();
    if (positions.isEmpty()) {
      return positions;
    }
    Map<String, StreamPosition> heads =
        log.heads(positions.stream().map(each -> each.channel().name()).toList());
    return positions.stream()
        .map(each -> each.withHead(heads))
        .filter(each -> !each.head().equals(each.position()))
        .toList();
  }

  /** Starts the repair of a channel that still differs from its log, or resets it. */
  void repair(Difference difference) {
    try {
      if (difference.channel().compareWithHead(difference.position(), difference.head())) {
        repairs.increment();
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a channel could not be compared with its log", e);
    }
  }
}
