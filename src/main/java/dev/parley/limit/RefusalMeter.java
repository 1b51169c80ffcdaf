package dev.parley.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts refusals because of a limit or a rate. Safe for all threads. */
@Singleton
public class RefusalMeter {
  /** The kind of what was refused. */
  public enum Kind {
    /** Handshakes from an address. */
    HANDSHAKES,
    /** Connections of this member. */
    SESSIONS,
    /** Connections from an address. */
    ADDRESS,
    /** Sessions of a user. */
    USER,
    /** The size of the head of a handshake. */
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
    /** Commands that were refused because of the bytes of their session. */
    BYTES,
    /** Commands of a session at once: in one frame, or waiting. */
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
              .description("Requests refused because of a limit or a rate")
              .tag("what", kind.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
  }

  /** Counts one refusal. */
  public void count(Kind kind) {
    counters.get(kind).increment();
  }
}
