package dev.parley.config;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

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

  static Namespace of(String name, Map<NamespaceSetting, Object> read) {
    Map<NamespaceSetting, Object> values = new EnumMap<>(read);
    return new Namespace(
        name,
        (Log) values.get(NamespaceSetting.LOG),
        (Integer) values.get(NamespaceSetting.HISTORY_SIZE),
        (Duration) values.get(NamespaceSetting.HISTORY_TTL),
        (Boolean) values.get(NamespaceSetting.PRESENCE),
        (Boolean) values.get(NamespaceSetting.JOIN_LEAVE),
        (Boolean) values.get(NamespaceSetting.FORCE_RECOVERY),
        (AccessRule) values.get(NamespaceSetting.SUBSCRIBE),
        (AccessRule) values.get(NamespaceSetting.PUBLISH),
        (AccessRule) values.get(NamespaceSetting.HISTORY),
        (AccessRule) values.get(NamespaceSetting.PRESENCE_READ),
        (Boolean) values.get(NamespaceSetting.AUTO_SUBSCRIBE),
        (Long) values.get(NamespaceSetting.MESSAGE_BYTES),
        (Rate) values.get(NamespaceSetting.PUBLISH_RATE),
        (Integer) values.get(NamespaceSetting.SUBSCRIBERS),
        (Delta) values.get(NamespaceSetting.DELTA));
  }
}
