package dev.parley.config;

import java.time.Duration;

/**
 * The options of the channels of one namespace. Immutable.
 *
 * @param name the part of a channel's name before its first colon
 * @param log where publications are kept
 * @param historySize how many publications a channel keeps; 0 for all
 * @param historyTtl how long a publication is kept; zero means for ever
 * @param presence whether a channel knows its subscribers
 * @param joinLeave whether subscribers get joins and leaves
 * @param forceRecovery whether every subscription has positions
 * @param subscribe which clients may subscribe
 * @param publish which clients may publish
 * @param history which clients may read the history
 * @param presenceRead which clients may read presence
 * @param autoSubscribe whether the server subscribes each session to {@code name:user}
 * @param messageBytes the largest data of one publication, in bytes
 * @param publishRate how often one user may publish into its channels
 * @param subscribers the most subscribers of one channel on one member
 * @param delta which deltas clients may ask for
 */
public record Namespace(
    String name,
    Log log,
    int historySize,
    Duration historyTtl,
    boolean presence,
    boolean joinLeave,
    boolean forceRecovery,
    AccessRule subscribe,
    AccessRule publish,
    AccessRule history,
    AccessRule presenceRead,
    boolean autoSubscribe,
    long messageBytes,
    Rate publishRate,
    int subscribers,
    Delta delta) {

  /** Where the publications of a channel are kept. */
  public enum Log {
    /** In the database: acknowledged means committed. */
    DURABLE,
    /** In this process, for as long as it lives. */
    MEMORY,
    /** Nowhere: a client that is not connected misses it. */
    NONE
  }

  /** The format of deltas for clients that ask for them. */
  public enum Delta {
    /** No deltas: whole publications. */
    OFF,
    /** The difference to the publication before, in the format of Fossil. */
    FOSSIL
  }

  /** Whether publications have offsets, so that a client can recover what it missed. */
  public boolean logged() {
    return log != Log.NONE;
  }

  /** Reads the settings of one namespace. */
  static Namespace read(String name, boolean development, KeyReader reader) {
    return new Namespace(
        name,
        reader.read(NamespaceKeys.of(name, development, NamespaceKeys.LOG)),
        reader.read(NamespaceKeys.of(name, development, NamespaceKeys.HISTORY_SIZE)),
        reader.read(NamespaceKeys.of(name, development, NamespaceKeys.HISTORY_TTL)),
        reader.read(NamespaceKeys.of(name, development, NamespaceKeys.PRESENCE)),
        reader.read(NamespaceKeys.of(name, development, NamespaceKeys.JOIN_LEAVE)),
        reader.read(NamespaceKeys.of(name, development, NamespaceKeys.FORCE_RECOVERY)),
        reader.read(NamespaceKeys.of(name, development, NamespaceKeys.SUBSCRIBE)),
        reader.read(NamespaceKeys.of(name, development, NamespaceKeys.PUBLISH)),
        reader.read(NamespaceKeys.of(name, development, NamespaceKeys.HISTORY)),
        reader.read(NamespaceKeys.of(name, development, NamespaceKeys.PRESENCE_READ)),
        reader.read(NamespaceKeys.of(name, development, NamespaceKeys.AUTO_SUBSCRIBE)),
        reader.read(NamespaceKeys.of(name, development, NamespaceKeys.MESSAGE_BYTES)),
        reader.read(NamespaceKeys.of(name, development, NamespaceKeys.PUBLISH_RATE)),
        reader.read(NamespaceKeys.of(name, development, NamespaceKeys.SUBSCRIBERS)),
        reader.read(NamespaceKeys.of(name, development, NamespaceKeys.DELTA)));
  }
}
