package dev.parley.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** What operators see of the traffic between members. Safe for all threads. */
final class ClusterMeters {
  final Counter sentMessages;
  final Counter sentBytes;
  final Counter receivedMessages;
  final Counter receivedBytes;

  /** Envelopes of other members that never arrived; the next one shows it. */
  final Counter lost;

  private final Map<Drop, Counter> dropped = new EnumMap<>(Drop.class);
  private final MeterRegistry meters;

  ClusterMeters(MeterRegistry meters) {
    this.meters = meters;
    this.sentMessages = messages("sent");
    this.sentBytes = bytes("sent");
    this.receivedMessages = messages("received");
    this.receivedBytes = bytes("received");
    this.lost =
        Counter.builder("parley.cluster.lost")
            .description("Envelopes of other members that never arrived; the log repairs it")
            .register(meters);
    for (Drop why : Drop.values()) {
      dropped.put(
          why,
          Counter.builder("parley.cluster.dropped")
              .description("What was not sent to other members or not taken from them; see why")
              .tag("why", why.word())
              .register(meters));
    }
  }

  private Counter messages(String direction) {
    return Counter.builder("parley.cluster.messages")
        .description("Messages between this member and others")
        .tag("direction", direction)
        .register(meters);
  }

  private Counter bytes(String direction) {
    return Counter.builder("parley.cluster.bytes")
        .description("Bytes between this member and others")
        .tag("direction", direction)
        .register(meters);
  }

  void members(Supplier<Number> count) {
    Gauge.builder("parley.cluster.members", count)
        .description("Members that this one sees, itself included")
        .register(meters);
  }

  void dropped(Drop why, int count) {
    dropped.get(why).increment(count);
  }

  void dropped(Drop why) {
    dropped(why, 1);
  }
}
