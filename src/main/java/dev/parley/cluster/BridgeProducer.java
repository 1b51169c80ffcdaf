package dev.parley.cluster;

import dev.parley.config.ClusterKeys;
import dev.parley.config.NodeName;
import dev.parley.config.ParleyConfig;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/** Chooses the bridge by the configuration, and ends it with the application. */
@Singleton
class BridgeProducer {
  /** Well below the 5 s after which Hazelcast takes a silent member for gone. */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  /** What connects this member to others, or does not. */
  record Ties(Bridge bridge, Members members) {}

  @Produces
  @Singleton
  Ties ties(ParleyConfig config, NodeName node, ThreadFactory threads, MeterRegistry meters) {
    if (config.get(ClusterKeys.DISCOVERY) == ClusterKeys.Discovery.NONE) {
      return new Ties(new SingleMemberBridge(), Members.single(node.name()));
    }
    HazelcastBridge bridge =
        new HazelcastBridge(
            node.name(),
            new HazelcastTransport(HazelcastSettings.of(config)),
            config.get(ClusterKeys.SECRET),
            config.get(ClusterKeys.QUEUE_BYTES),
            SILENCE,
            threads,
            new ClusterMeters(meters));
    return new Ties(bridge, bridge.members());
  }

  @Produces
  @Singleton
  Bridge bridge(Ties ties) {
    return ties.bridge();
  }

  @Produces
  @Singleton
  Members members(Ties ties) {
    return ties.members();
  }

  void close(@Disposes Bridge bridge) {
    bridge.close();
  }
}
