package dev.parley.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** What operators see of the traffic between members. Safe for all threads. */
final class ClusterMeters {
  /** What went to other members, and what came of them. */
  final Traffic sent;

  final Traffic received;

  /** Envelopes of other members that never arrived; the next one shows it. */
  final Counter lost;

  private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);
  private final MeterRegistry meters;

  ClusterMeters(MeterRegistry meters) {
    this.meters = meters;
    this.sent = traffic("sent");
    this.received = traffic("received");
    this.lost =
        Counter.builder("parley.cluster.lost")
            .description("Envelopes of other members that never arrived; the log repairs it")
            .register(meters);
    for (DropReason why : DropReason.values()) {
      dropped.put(
          why,
          Counter.builder("parley.cluster.dropped")
              .description("What was not sent to other members or not taken from them; see why")
              .tag("why", why.word())
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

  void members(Supplier<Number> count) {
    Gauge.builder("parley.cluster.members", count)
        .description("Members that this one sees, itself included")
        .register(meters);
  }

  void dropped(DropReason why, int count) {
    dropped.get(why).increment(count);
  }

  void dropped(DropReason why) {
    dropped(why, 1);
  }

  /** Letters in one direction, the envelopes they travelled in, and the bytes of these. */
  record Traffic(Counter messages, Counter envelopes, Counter bytes) {
    void envelope(int letters, int length) {
      messages.increment(letters);
      envelopes.increment();
      bytes.increment(length);
    }
  }
}
