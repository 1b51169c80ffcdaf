package dev.parley.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts what was refused because there was too much of it. Safe for all threads. */
@Singleton
public class RefusalMeter {
  /** What there was too much of. */
  public enum Kind {
    /** Handshakes from an address. */
    HANDSHAKES,
    /** Connections of this member. */
    SESSIONS,
    /** Connections from an address. */
    ADDRESS,
    /** Sessions of a user. */
    USER,
    /** The head of a handshake. */
    HEAD,
    /** Calls of the HTTP API. */
    API,
    /** Publish commands. */
    PUBLISH,
    /** Subscribe commands. */
    SUBSCRIBE,
    /** RPC calls, and send commands. */
    RPC,
    /** History and presence commands. */
    READ,
    /** Bytes of a session: the commands that were refused for it. */
    BYTES,
    /** Commands of a session at once: in a frame, or waiting. */
    COMMANDS
  }

  private final Map<Kind, Counter> counters = new EnumMap<>(Kind.class);

  /** Registers the counters. */
  @Inject
  public RefusalMeter(MeterRegistry meters) {
    for (Kind kind : Kind.values()) {
      counters.put(
          kind,
          Counter.builder("parley.refused")
              .description("What was refused because there was too much of it")
              .tag("what", kind.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
  }

  /** One more was refused. */
  public void count(Kind kind) {
    counters.get(kind).increment();
  }
}
