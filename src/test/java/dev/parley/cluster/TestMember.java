package dev.parley.cluster;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** A bridge with its ears and meters. */
final class TestMember implements AutoCloseable {
  static final String SECRET = "a secret for tests only";

  final Ears ears = new Ears();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final HazelcastBridge bridge;

  TestMember(Topics topics, String secret, long queueBytes, Duration silence) {
    bridge =
        new HazelcastBridge(
            topics, secret, queueBytes, silence, TestMember::daemon, new ClusterMeters(meters));
  }

  TestMember(Topics topics) {
    this(topics, SECRET, 1024 * 1024, Duration.ofSeconds(3));
  }

  TestMember connect() {
    bridge.connect(ears);
    return this;
  }

  TestMember listen(String channel) {
    bridge.listen(channel).toCompletableFuture().join();
    return this;
  }

  double members() {
    return meters.get("parley.cluster.members").gauge().value();
  }

  double dropped(Drop why) {
    return meters.get("parley.cluster.dropped").tag("why", why.word()).counter().count();
  }

  double sent() {
    return meters.get("parley.cluster.messages").tag("direction", "sent").counter().count();
  }

  static Thread daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    bridge.close();
  }
}
