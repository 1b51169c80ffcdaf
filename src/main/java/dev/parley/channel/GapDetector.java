package dev.parley.channel;

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
 * Finds what no signal has told of, the last publication of a channel too: asks the log now and
 * then where the channels that are heard here end, all of them at once, and has read what is
 * missing (L5). Rests while no signal can be lost. One round runs at a time, on a shared thread;
 * the repairs are done by others.
 */
@Singleton
class GapDetector {
  private static final System.Logger LOG = System.getLogger(GapDetector.class.getName());

  /** What was on its way while the log was asked is not lost. */
  private static final long GRACE_MILLIS = 100;

  private final Hub active;
  private final ChannelLog log;
  private final Bridge bridge;
  private final long pauseMillis;
  private final ScheduledExecutorService scheduler;
  private final Counter found;

  /** Null while no round is planned. Written by the thread that starts the application. */
  private volatile Future<?> rounds;

  /** Whether the last round failed. Used by the rounds only. */
  private boolean failing;

  @Inject
  GapDetector(
      ParleyConfig config,
      Hub active,
      ChannelLog log,
      Bridge bridge,
      MeterRegistry meters,
      MemberExecutors executors) {
    this.active = active;
    this.log = log;
    this.bridge = bridge;
    this.pauseMillis = config.get(ClusterKeys.REPAIR_INTERVAL).toMillis();
    this.scheduler = executors.databaseScheduler();
    this.found =
        Counter.builder("parley.cluster.repairs")
            .description("Channels of which a signal was lost, found by a look at their logs")
            .register(meters);
  }

  void start(@Observes ApplicationStart start) {
    if (bridge.mayLoseSignals()) {
      rounds =
          scheduler.scheduleWithFixedDelay(
              this::round, pauseMillis, pauseMillis, TimeUnit.MILLISECONDS);
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
   * A channel whose log does not end where the channel stood.
   *
   * @param place where it stood before the log was asked
   * @param head where its log ends
   */
  record Apart(Channel channel, StreamPosition place, StreamPosition head) {
    /** A channel without a head is one whose log is gone: no epoch is its epoch. */
    private Apart withHead(Map<String, StreamPosition> heads) {
      return new Apart(channel, place, heads.getOrDefault(channel.name(), StreamPosition.NONE));
    }
  }

  private void round() {
    try {
      List<Apart> apart = look();
      if (!apart.isEmpty()) {
        scheduler.schedule(() -> apart.forEach(this::settle), GRACE_MILLIS, TimeUnit.MILLISECONDS);
      }
      if (failing) {
        LOG.log(System.Logger.Level.INFO, "the heads of the channels can be read again");
        failing = false;
      }
    } catch (RuntimeException e) {
      LOG.log(
          failing ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
          "the heads of the channels cannot be read; it is tried again until they can",
          e);
      failing = true;
    }
  }

  /** Asks the log for the heads of all channels that have a place in one. */
  List<Apart> look() {
    List<Apart> places =
        active.opened().stream()
            .map(channel -> new Apart(channel, channel.place(), StreamPosition.NONE))
            .toList();
    if (places.isEmpty()) {
      return places;
    }
    Map<String, StreamPosition> heads =
        log.heads(places.stream().map(each -> each.channel().name()).toList());
    return places.stream()
        .map(each -> each.withHead(heads))
        .filter(each -> !each.head().equals(each.place()))
        .toList();
  }

  /** Has what is still missing read, or the channel reset. */
  void settle(Apart apart) {
    try {
      if (active.knowHead(apart.channel(), apart.place(), apart.head())) {
        found.increment();
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a channel could not be brought up to its log", e);
    }
  }
}
