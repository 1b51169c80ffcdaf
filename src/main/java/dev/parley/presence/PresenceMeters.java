package dev.parley.presence;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** The metrics of presence. Safe for all threads. */
final class PresenceMeters {
  private final MeterRegistry meters;

  /** Changes that were not sent one by one, because too many waited. */
  final Counter dropped;

  /** Updates of other members that could not be read, or are of an unknown kind. */
  final Counter unreadable;

  /** How often a change of another member was found missing. */
  final Counter gaps;

  /** How often all clients of another member were fetched. */
  final Counter snapshots;

  PresenceMeters(MeterRegistry meters) {
    this.meters = meters;
    this.dropped =
        Counter.builder("parley.presence.dropped")
            .description("Changes that were not sent to other members, because too many waited")
            .register(meters);
    this.unreadable =
        Counter.builder("parley.presence.unreadable")
            .description("Updates of other members that could not be read")
            .register(meters);
    this.gaps =
        Counter.builder("parley.presence.gaps")
            .description("Times that changes of another member were found missing")
            .register(meters);
    this.snapshots =
        Counter.builder("parley.presence.snapshots")
            .description("Times that all clients of another member were fetched")
            .register(meters);
  }

  void registerEntries(String owner, Supplier<Number> count) {
    Gauge.builder("parley.presence.entries", count)
        .description("Clients in channels that this member knows to be present")
        .tag("owner", owner)
        .register(meters);
  }
}
