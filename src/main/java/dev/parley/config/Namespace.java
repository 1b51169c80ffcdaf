package dev.parley.config;

import java.time.Duration;

/**
 * What one namespace decides about its channels. Immutable.
 *
 * @param name the part of a channel's name before its first colon
 * @param log where publications are kept
 * @param historySize how many publications a channel keeps; 0 for all
 * @param historyTtl how long a publication is kept; zero for ever
 * @param presence whether the channel knows who is subscribed
 * @param joinLeave whether subscribers hear who comes and goes
 * @param forceRecovery whether subscriptions have positions without asking
 * @param subscribe who may subscribe
 * @param publish who may publish
 * @param history who may read history
 * @param presenceRead who may ask who is present
 * @param autoSubscribe whether the server subscribes each session to {@code name:user}
 * @param messageBytes the largest data of one publication
 * @param publishRate what one user may publish into its channels
 * @param subscribers the most subscribers of one channel on one member
 * @param delta how publications may be shortened for clients that ask for it
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
    /** Nowhere: who is not there misses it. */
    NONE
  }

  /** What a client is sent of a publication that is much like the one before. */
  public enum Delta {
    /** All of it. */
    OFF,
    /** What is new, in the format of Fossil, if the client asks for it. */
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
