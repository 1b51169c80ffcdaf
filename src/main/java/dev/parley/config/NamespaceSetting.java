package dev.parley.config;

import static dev.parley.config.Value.bool;
import static dev.parley.config.Value.bytes;
import static dev.parley.config.Value.count;
import static dev.parley.config.Value.duration;
import static dev.parley.config.Value.oneOf;

import java.util.Map;

/**
 * The keys {@code parley.namespace.NAME.…}: what a namespace decides about its channels. The
 * defaults here are the closed ones: a namespace that a team invents lets no client in until it
 * says who may. The built-in namespaces open what they are for.
 */
public enum NamespaceSetting {
  LOG(
      "log",
      oneOf(Namespace.Log.NONE),
      "Where publications are kept: durable (the database), memory (this process), none."),
  HISTORY_SIZE(
      "history-size",
      count(0, 0, Integer.MAX_VALUE),
      "How many publications a channel keeps; 0 keeps all."),
  HISTORY_TTL(
      "history-ttl",
      duration("0s", "0s", "3650d"),
      "How long a publication is kept; 0s keeps it for ever."),
  PRESENCE("presence", bool(false), "Whether the channel knows who is subscribed."),
  JOIN_LEAVE(
      "join-leave",
      bool(false),
      "Whether subscribers are told who joins and leaves. Needs presence."),
  FORCE_RECOVERY(
      "force-recovery",
      bool(false),
      "Whether a subscription gets positions, and recovers by them, without asking. Needs a log."),
  SUBSCRIBE(
      "subscribe",
      oneOf(Namespace.Who.NOBODY),
      "Which clients may subscribe: nobody (only by the server), owner (the user whose id follows the colon), users"
          + " (everyone with a token)."),
  PUBLISH(
      "publish",
      oneOf(Namespace.Who.NOBODY),
      "Which clients may publish: nobody (only the server), owner, subscribers, users."),
  HISTORY(
      "history",
      oneOf(Namespace.Who.SUBSCRIBERS),
      "Which clients may read history: nobody, owner, subscribers, users."),
  PRESENCE_READ(
      "presence-read",
      oneOf(Namespace.Who.SUBSCRIBERS),
      "Which clients may ask who is present: nobody, owner, subscribers, users."),
  AUTO_SUBSCRIBE(
      "auto-subscribe",
      bool(false),
      "Whether the server subscribes every session to NAME:USER when it connects."),
  MESSAGE_BYTES(
      "message-bytes",
      bytes("64KiB", "1", "64MiB"),
      "The largest data of one publication; a larger one answers error 107."),
  SUBSCRIBERS(
      "subscribers",
      count(100_000, 1, Integer.MAX_VALUE),
      "The most subscribers of one channel on one member; more answer error 106.");

  /** What the built-in namespaces start from; any key of theirs can be configured. */
  private static final Map<String, Map<NamespaceSetting, String>> BUILT_IN =
      Map.of(
          "room",
          Map.of(
              LOG,
              "durable",
              HISTORY_SIZE,
              "10000",
              HISTORY_TTL,
              "30d",
              PRESENCE,
              "true",
              JOIN_LEAVE,
              "true",
              FORCE_RECOVERY,
              "true",
              SUBSCRIBE,
              "users",
              PUBLISH,
              "subscribers"),
          "inbox",
          Map.of(
              LOG,
              "durable",
              HISTORY_SIZE,
              "1000",
              HISTORY_TTL,
              "90d",
              PRESENCE,
              "true",
              FORCE_RECOVERY,
              "true",
              SUBSCRIBE,
              "owner",
              AUTO_SUBSCRIBE,
              "true"),
          "feed",
          Map.of(
              LOG,
              "durable",
              HISTORY_SIZE,
              "100",
              HISTORY_TTL,
              "7d",
              FORCE_RECOVERY,
              "true",
              SUBSCRIBE,
              "users"),
          "event",
          Map.of(SUBSCRIBE, "users", PUBLISH, "subscribers"));

  private final String suffix;
  private final Value<?> value;
  private final String meaning;

  NamespaceSetting(String suffix, Value<?> value, String meaning) {
    this.suffix = suffix;
    this.value = value;
    this.meaning = meaning;
  }

  /** The key in MicroProfile Config for one namespace. */
  public String key(String namespace) {
    return "parley.namespace." + namespace + "." + suffix;
  }

  /** The default for one namespace as it would be written in a configuration file. */
  public String defaultText(String namespace) {
    return BUILT_IN.getOrDefault(namespace, Map.of()).getOrDefault(this, value.defaultText());
  }

  /** What may be written there. */
  public String kind() {
    return value.kind();
  }

  /** What it is for, in one sentence. */
  public String meaning() {
    return meaning;
  }

  Value<?> value() {
    return value;
  }
}
