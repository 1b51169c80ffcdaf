package dev.parley.channel.recovery;

import dev.parley.cluster.Bridge;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ApplicationStart;
import dev.parley.config.ParleyConfig;
import dev.parley.log.ChannelLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** A gap detector whose rounds the test runs, step by step, unless it is started. */
public final class GapDetectorDriver implements AutoCloseable {
  private final GapDetector detector;

  /** Makes the detector. */
  public GapDetectorDriver(
      ParleyConfig config,
      OpenChannels channels,
      ChannelLog log,
      Bridge bridge,
      MeterRegistry meters,
      MemberExecutors executors) {
    this.detector = new GapDetector(config, channels, log, bridge, meters, executors);
  }

  /** Has it run rounds by its own thread. */
  public void start() {
    detector.start(new ApplicationStart());
  }

  /**
   * The first half of a round: asks the log.
   *
   * @return the second half, for each channel that differs from its log
   */
  public List<Runnable> findRepairs() {
    return detector.findDifferences().stream()
        .map(difference -> (Runnable) () -> detector.repair(difference))
        .toList();
  }

  /** A whole round. */
  public void runRound() {
    findRepairs().forEach(Runnable::run);
  }

  @Override
  public void close() {
    detector.stop();
  }
}
