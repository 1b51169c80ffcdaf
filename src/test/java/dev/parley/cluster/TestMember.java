package dev.parley.cluster;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A bridge with its ears and meters. */
final class TestMember implements AutoCloseable {
  static final String SECRET = "a secret for tests only";

  private static final AtomicInteger NAMES = new AtomicInteger();

  final RecordingListener ears = new RecordingListener();

  /** Hears notes about presence. */
  final RecordingMessageListener notes = new RecordingMessageListener();

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final HazelcastBridge bridge;

  TestMember(ClusterTransport topics, String secret, long queueBytes, Duration silence) {
    bridge =
        new HazelcastBridge(
            "m" + NAMES.incrementAndGet(),
            topics,
            secret,
            queueBytes,
            silence,
            TestMember::daemon,
            new ClusterMeters(meters));
    bridge.members().setListener(Members.Topic.PRESENCE, notes);
  }

  TestMember(ClusterTransport topics) {
    this(topics, SECRET, 1024 * 1024, Duration.ofSeconds(3));
  }

  TestMember connect() {
    bridge.connect(ears);
    return this;
  }

  Members.Member self() {
    return bridge.members().self();
  }

  /** Tells all others something about presence. */
  void tellAll(String note) {
    bridge.members().sendToAll(Members.Topic.PRESENCE, note.getBytes(StandardCharsets.UTF_8));
  }

  /** Tells one other member something about presence. */
  void tell(TestMember other, String note) {
    byte[] bytes = note.getBytes(StandardCharsets.UTF_8);
    bridge.members().send(other.self().id(), Members.Topic.PRESENCE, bytes);
  }

  TestMember listen(String channel) {
    bridge.addInterest(channel).toCompletableFuture().join();
    return this;
  }

  double members() {
    return meters.get("parley.cluster.members").gauge().value();
  }

  double dropped(DropReason why) {
    return meters.get("parley.cluster.dropped").tag("why", why.word()).counter().count();
  }

  double sent() {
    return traffic("messages", "sent");
  }

  /** Messages, envelopes or bytes, sent or received. */
  double traffic(String what, String direction) {
    return meters.get("parley.cluster." + what).tag("direction", direction).counter().count();
  }

  /** Waits until two members have heard of each other. */
  static void awaitAcquaintance(TestMember one, TestMember other) {
    Awaitility.await()
        .until(
            () ->
                one.notes.of(other.self()).contains("joined")
                    && other.notes.of(one.self()).contains("joined"));
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
