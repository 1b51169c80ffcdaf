package dev.parley.cluster;

import dev.parley.config.ParleyConfig;
import dev.parley.config.Setting;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/** Chooses the bridge by the configuration, and ends it with the application. */
@Singleton
class Bridges {
  /** Well below the 5 s after which Hazelcast takes a silent member for gone. */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  @Produces
  @Singleton
  Bridge bridge(ParleyConfig config, ThreadFactory threads, MeterRegistry meters) {
    if (config.discovery() == ParleyConfig.Discovery.NONE) {
      return new SingleMemberBridge();
    }
    return new HazelcastBridge(
        new HazelcastTopics(HazelcastSettings.of(config)),
        config.text(Setting.CLUSTER_SECRET),
        config.bytes(Setting.CLUSTER_QUEUE_BYTES),
        SILENCE,
        threads,
        new ClusterMeters(meters));
  }

  void close(@Disposes Bridge bridge) {
    bridge.close();
  }
}
