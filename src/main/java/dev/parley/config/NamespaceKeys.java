package dev.parley.config;

import static dev.parley.config.ValueType.accessRule;
import static dev.parley.config.ValueType.bool;
import static dev.parley.config.ValueType.bytes;
import static dev.parley.config.ValueType.count;
import static dev.parley.config.ValueType.duration;
import static dev.parley.config.ValueType.oneOf;
import static dev.parley.config.ValueType.rate;

import java.time.Duration;
import java.util.Map;

/**
 * The settings {@code parley.namespace.NAME.…}: what a namespace decides about its channels. The
 * defaults here are closed: a namespace that a team adds lets no client in until a setting says
 * which. So do the built-in ones, except for the inbox of each user, unless the development mode is
 * on.
 */
public final class NamespaceKeys {
  static final KeyTable TABLE = new KeyTable();

  public static final Key<Namespace.Log> LOG =
      TABLE.add(
          "parley.namespace.NAME.log",
          oneOf(Namespace.Log.class),
          "none",
          "Where publications are stored. durable: in the database. memory: in this process. "
              + "none: nowhere.");

  public static final Key<Integer> HISTORY_SIZE =
      TABLE.add(
          "parley.namespace.NAME.history-size",
          count(0, Integer.MAX_VALUE),
          "0",
          "How many publications a channel keeps. 0: all.");

  public static final Key<Duration> HISTORY_TTL =
      TABLE.add(
          "parley.namespace.NAME.history-ttl",
          duration("0s", "3650d"),
          "0s",
          "How long a publication is kept. 0s: for ever.");

  public static final Key<Boolean> PRESENCE =
      TABLE.add(
          "parley.namespace.NAME.presence",
          bool(),
          "false",
          "Whether the channel knows its subscribers.");

  public static final Key<Boolean> JOIN_LEAVE =
      TABLE.add(
          "parley.namespace.NAME.join-leave",
          bool(),
          "false",
          "Whether subscribers get a message when somebody joins or leaves. Needs presence.");

  public static final Key<Boolean> FORCE_RECOVERY =
      TABLE.add(
          "parley.namespace.NAME.force-recovery",
          bool(),
          "false",
          "Whether every subscription has positions and recovers by them, even when the "
              + "client does not ask. Needs a log.");

  public static final Key<AccessRule> SUBSCRIBE =
      TABLE.add(
          "parley.namespace.NAME.subscribe",
          accessRule(),
          "nobody",
          "Which clients may subscribe. nobody: only with a permission in their token. owner:"
              + " the user whose id follows the colon. users: everyone with a token. role:NAME: "
              + "users with that group in their token.");

  public static final Key<AccessRule> PUBLISH =
      TABLE.add(
          "parley.namespace.NAME.publish",
          accessRule(),
          "nobody",
          "Which clients may publish: nobody, owner, users and role:NAME as above, or "
              + "subscribers of the channel.");

  public static final Key<AccessRule> HISTORY =
      TABLE.add(
          "parley.namespace.NAME.history",
          accessRule(),
          "subscribers",
          "Which clients may read the history, in the same words.");

  public static final Key<AccessRule> PRESENCE_READ =
      TABLE.add(
          "parley.namespace.NAME.presence-read",
          accessRule(),
          "subscribers",
          "Which clients may ask who is present, in the same words.");

  public static final Key<Boolean> AUTO_SUBSCRIBE =
      TABLE.add(
          "parley.namespace.NAME.auto-subscribe",
          bool(),
          "false",
          "Whether the server subscribes every session to NAME:USER when it connects.");

  public static final Key<Long> MESSAGE_BYTES =
      TABLE.add(
          "parley.namespace.NAME.message-bytes",
          bytes("1", "64MiB"),
          "64KiB",
          "The largest data of one publication. More gets error 107.");

  public static final Key<Rate> PUBLISH_RATE =
      TABLE.add(
          "parley.namespace.NAME.publish-rate",
          rate(),
          "off",
          "Publications of one user into all channels of the namespace, on all members. More "
              + "get error 111.");

  public static final Key<Integer> SUBSCRIBERS =
      TABLE.add(
          "parley.namespace.NAME.subscribers",
          count(1, Integer.MAX_VALUE),
          "100000",
          "The most subscribers of one channel on one member. More get error 106.");

  public static final Key<Namespace.Delta> DELTA =
      TABLE.add(
          "parley.namespace.NAME.delta",
          oneOf(Namespace.Delta.class),
          "off",
          "What the server sends to a subscriber that asks for deltas. off: whole "
              + "publications. fossil: the difference to the publication before, where that is "
              + "shorter.");

  /** The defaults of the built-in namespaces. */
  private static final Map<String, Map<Key<?>, String>> BUILT_IN =
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

  /** The defaults that differ in the development mode. */
  private static final Map<String, Map<Key<?>, String>> IN_DEVELOPMENT =
      Map.of(
          "room", Map.of(SUBSCRIBE, "users"),
          "feed", Map.of(SUBSCRIBE, "users"),
          "event", Map.of(SUBSCRIBE, "users"));

  /** The key of one namespace, with its default there. */
  static <T> Key<T> of(String namespace, boolean development, Key<T> key) {
    String closed = BUILT_IN.getOrDefault(namespace, Map.of()).getOrDefault(key, key.defaultText());
    String byDefault =
        development
            ? IN_DEVELOPMENT.getOrDefault(namespace, Map.of()).getOrDefault(key, closed)
            : closed;
    return key.named(namespace).withDefault(byDefault);
  }

  private NamespaceKeys() {}
}
