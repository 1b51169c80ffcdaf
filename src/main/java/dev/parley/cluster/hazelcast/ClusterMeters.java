package dev.parley.cluster.hazelcast;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** The metrics of the traffic between members. Safe for all threads. */
final class ClusterMeters {
  final Traffic sent;

  final Traffic received;

  /** Frames of other members that never arrived; the next frame shows it. */
  final Counter lost;

  private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);
  private final MeterRegistry meters;

  ClusterMeters(MeterRegistry meters) {
    this.meters = meters;
    this.sent = traffic("sent");
    this.received = traffic("received");
    this.lost =
        Counter.builder("parley.cluster.lost")
            .description("Frames of other members that never arrived; the log repairs it")
            .register(meters);
    for (DropReason reason : DropReason.values()) {
      dropped.put(
          reason,
          Counter.builder("parley.cluster.dropped")
              .description(
                  "Messages not sent to other members, and frames not read from them, by reason")
              .tag("why", reason.word())
              .register(meters));
    }
  }

  private Traffic traffic(String direction) {
    return new Traffic(
        counter("messages", "Messages between this member and others", direction),
        counter("envelopes", "Frames that these messages travelled in", direction),
        counter("bytes", "Bytes of these frames", direction));
  }

  private Counter counter(String name, String description, String direction) {
    return Counter.builder("parley.cluster." + name)
        .description(description)
        .tag("direction", direction)
        .register(meters);
  }

  void registerMembers(Supplier<Number> count) {
    Gauge.builder("parley.cluster.members", count)
        .description("Members that this one sees, itself included")
        .register(meters);
  }

  void dropped(DropReason reason, int count) {
    dropped.get(reason).increment(count);
  }

  void dropped(DropReason reason) {
    dropped(reason, 1);
  }

  /** The messages in one direction, their frames, and the bytes of these. */
  record Traffic(Counter messages, Counter frames, Counter bytes) {
    void countFrame(int messageCount, int length) {
      messages.increment(messageCount);
      frames.increment();
      bytes.increment(length);
    }
  }
}
