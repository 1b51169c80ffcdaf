package dev.parley.config;

import static dev.parley.config.Value.bool;
import static dev.parley.config.Value.bytes;
import static dev.parley.config.Value.count;
import static dev.parley.config.Value.duration;
import static dev.parley.config.Value.oneOf;
import static dev.parley.config.Value.rate;
import static dev.parley.config.Value.who;

import java.util.Map;

/**
 * The keys {@code parley.namespace.NAME.…}: what a namespace decides about its channels. The
 * defaults here are the closed ones: a namespace that a team invents lets no client in until it
 * says who may. So do the built-in ones, but for a user's own inbox, unless the development mode is
 * on.
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
      who("nobody"),
      "Which clients may subscribe: nobody (unless their token grants it), owner (the user whose id follows the colon), users"
          + " (everyone with a token), role:NAME (whose token has that group)."),
  PUBLISH(
      "publish",
      who("nobody"),
      "Which clients may publish: nobody, owner, subscribers (who is subscribed to the channel), users, role:NAME."),
  HISTORY("history", who("subscribers"), "Which clients may read history, in the same words."),
  PRESENCE_READ(
      "presence-read",
      who("subscribers"),
      "Which clients may ask who is present, in the same words."),
  AUTO_SUBSCRIBE(
      "auto-subscribe",
      bool(false),
      "Whether the server subscribes every session to NAME:USER when it connects."),
  MESSAGE_BYTES(
      "message-bytes",
      bytes("64KiB", "1", "64MiB"),
      "The largest data of one publication; a larger one answers error 107."),
  PUBLISH_RATE(
      "publish-rate",
      rate("off"),
      "Publications of one user into all channels of the namespace together, on all members; more answer error 111."),
  SUBSCRIBERS(
      "subscribers",
      count(100_000, 1, Integer.MAX_VALUE),
      "The most subscribers of one channel on one member; more answer error 106."),
  DELTA(
      "delta",
      oneOf(Namespace.Delta.OFF),
      "What a subscriber that asks for deltas is sent: off (whole publications), fossil (the difference to the one before, where that is shorter).");

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
          Map.of(LOG, "durable", HISTORY_SIZE, "100", HISTORY_TTL, "7d", FORCE_RECOVERY, "true"),
          "event",
          Map.of(PUBLISH, "subscribers"));

  /** What stands open besides while the development mode is on. */
  private static final Map<String, Map<NamespaceSetting, String>> IN_DEVELOPMENT =
      Map.of(
          "room", Map.of(SUBSCRIBE, "users"),
          "feed", Map.of(SUBSCRIBE, "users"),
          "event", Map.of(SUBSCRIBE, "users"));

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

  /**
   * The default for one namespace as it would be written in a configuration file.
   *
   * @param development whether the development mode is on
   */
  public String defaultText(String namespace, boolean development) {
    String closed =
        BUILT_IN.getOrDefault(namespace, Map.of()).getOrDefault(this, value.defaultText());
    return development
        ? IN_DEVELOPMENT.getOrDefault(namespace, Map.of()).getOrDefault(this, closed)
        : closed;
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
