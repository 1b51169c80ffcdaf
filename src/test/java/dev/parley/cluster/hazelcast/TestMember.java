package dev.parley.cluster.hazelcast;

import dev.parley.cluster.Members;
import dev.parley.cluster.RecordingListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A bridge, its received signals and messages, and its meters. */
final class TestMember implements AutoCloseable {
  static final String SECRET = "a secret for tests only";

  private static final AtomicInteger NAMES = new AtomicInteger();

  final RecordingListener signals = new RecordingListener();

  /** The messages of the topic of presence. */
  final RecordingMessageListener messages = new RecordingMessageListener();

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final HazelcastBridge bridge;

  TestMember(ClusterTransport transport, String secret, long queueBytes, Duration silence) {
    bridge =
        new HazelcastBridge(
            "m" + NAMES.incrementAndGet(),
            transport,
            secret,
            queueBytes,
            silence,
            TestMember::daemon,
            new ClusterMeters(meters));
    bridge.members().setListener(Members.Topic.PRESENCE, messages);
  }

  TestMember(ClusterTransport transport) {
    this(transport, SECRET, 1024 * 1024, Duration.ofSeconds(3));
  }

  TestMember connect() {
    bridge.connect(signals);
    return this;
  }

  Members.Member self() {
    return bridge.members().self();
  }

  /** Sends a message of the topic of presence to all others. */
  void sendToAll(String message) {
    bridge.members().sendToAll(Members.Topic.PRESENCE, message.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a message of the topic of presence to one member. */
  void send(TestMember other, String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    bridge.members().send(other.self().id(), Members.Topic.PRESENCE, bytes);
  }

  TestMember addInterest(String channel) {
    bridge.addInterest(channel).toCompletableFuture().join();
    return this;
  }

  double members() {
    return meters.get("parley.cluster.members").gauge().value();
  }

  double dropped(DropReason reason) {
    return meters.get("parley.cluster.dropped").tag("why", reason.word()).counter().count();
  }

  double sent() {
    return traffic("messages", "sent");
  }

  /** The messages, envelopes (frames) or bytes, sent or received. */
  double traffic(String what, String direction) {
    return meters.get("parley.cluster." + what).tag("direction", direction).counter().count();
  }

  /** Waits until two members have seen each other join. */
  static void awaitJoined(TestMember one, TestMember other) {
    Awaitility.await()
        .until(
            () ->
                one.messages.of(other.self()).contains("joined")
                    && other.messages.of(one.self()).contains("joined"));
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
