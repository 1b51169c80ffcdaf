package dev.parley.security;

import dev.parley.config.Namespace;
import dev.parley.config.Namespace.Who;
import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The one place that decides what a client may do in a channel. Immutable. */
@Singleton
public class Permissions {
  private final ParleyConfig config;

  @Inject
  Permissions(ParleyConfig config) {
    this.config = config;
  }

  /** What a client can want to do in a channel. */
  public enum Verb {
    SUBSCRIBE("subscribe to"),
    PUBLISH("publish into"),
    HISTORY("read the history of"),
    PRESENCE("see who is in");

    private final String words;

    Verb(String words) {
      this.words = words;
    }
  }

  /**
   * Lets a client do it, because its namespace lets it or its token grants it, or throws 103.
   *
   * @param subscribed whether this session is subscribed to the channel
   */
  public void require(Verb verb, String channel, Identity identity, boolean subscribed) {
    Optional<Namespace> namespace = config.namespaceOf(channel);
    if (namespace.isEmpty()) {
      throw new ProtocolException(
          ErrorCode.UNKNOWN_CHANNEL,
          "no namespace is configured for this channel; see parley.namespaces");
    }
    Who who = who(verb, namespace.get());
    boolean allowed =
        identity.isGranted(verb, channel)
            || isAmong(who, namespace.get(), channel, identity, subscribed);
    if (!allowed) {
      throw new ProtocolException(
          ErrorCode.PERMISSION_DENIED,
          "you may not "
              + verb.words
              + " this channel"
              + (who == Who.SUBSCRIBERS ? " without being subscribed to it" : ""));
    }
  }

  private static boolean isAmong(
      Who who, Namespace namespace, String channel, Identity identity, boolean subscribed) {
    return switch (who) {
      case NOBODY -> false;
      case OWNER -> channel.equals(namespace.name() + ":" + identity.user());
      case SUBSCRIBERS -> subscribed;
      case USERS -> true;
    };
  }

  private static Who who(Verb verb, Namespace namespace) {
    return switch (verb) {
      case SUBSCRIBE -> namespace.subscribe();
      case PUBLISH -> namespace.publish();
      case HISTORY -> namespace.history();
      case PRESENCE -> namespace.presenceRead();
    };
  }
}
