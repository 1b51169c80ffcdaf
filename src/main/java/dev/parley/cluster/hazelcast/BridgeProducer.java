package dev.parley.cluster.hazelcast;

import dev.parley.cluster.Bridge;
import dev.parley.cluster.Members;
import dev.parley.cluster.SingleMemberBridge;
import dev.parley.config.ClusterKeys;
import dev.parley.config.NodeName;
import dev.parley.config.ParleyConfig;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/** Makes the bridge that the configuration asks for, and closes it with the application. */
@Singleton
class BridgeProducer {
  /** Well below the 5 s after which Hazelcast removes a silent member. */
  private static final Duration MAX_SILENCE = Duration.ofSeconds(3);

  /** The bridge and the members that it connects. */
  record Connection(Bridge bridge, Members members) {}

  @Produces
  @Singleton
  Connection connection(
      ParleyConfig config, NodeName node, ThreadFactory threads, MeterRegistry meters) {
    if (config.get(ClusterKeys.DISCOVERY) == ClusterKeys.Discovery.NONE) {
      return new Connection(new SingleMemberBridge(), Members.single(node.name()));
    }
    HazelcastBridge bridge =
        new HazelcastBridge(
            node.name(),
            new HazelcastTransport(HazelcastSettings.of(config)),
            config.get(ClusterKeys.SECRET),
            config.get(ClusterKeys.QUEUE_BYTES),
            MAX_SILENCE,
            threads,
            new ClusterMeters(meters));
    return new Connection(bridge, bridge.members());
  }

  @Produces
  @Singleton
  Bridge bridge(Connection connection) {
    return connection.bridge();
  }

  @Produces
  @Singleton
  Members members(Connection connection) {
    return connection.members();
  }

  void close(@Disposes Bridge bridge) {
    bridge.close();
  }
}
