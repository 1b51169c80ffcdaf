package dev.parley.security;

import dev.parley.config.AccessRule;
import dev.parley.config.Namespace;
import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.ChannelAuthorizer.Question;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Decides what a client may do in a channel. It asks in this order: the namespace must exist; then
 * the {@link ChannelAuthorizer}s of the application; if they abstain, the grants of the client's
 * token, the access rules of the namespace, and for a subscription its own token. What none of them
 * allows is denied. Safe for all threads.
 */
@Singleton
public class Permissions {
  private static final CompletionStage<Decision> ALLOWED =
      CompletableFuture.completedFuture(Decision.UNLIMITED);

  private final ParleyConfig config;
  private final AuthorizerChain authorizers;
  private final SubscriptionTokens tokens;

  @Inject
  Permissions(ParleyConfig config, AuthorizerChain authorizers, SubscriptionTokens tokens) {
    this.config = config;
    this.authorizers = authorizers;
    this.tokens = tokens;
  }

  /** The actions that need permission. */
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
   * Decides about a command that does not subscribe, or about a subscription that exists.
   *
   * @param subscribed whether this session is subscribed to the channel
   * @return complete at once if no authorizer needs time; completes exceptionally with a {@link
   *     ProtocolException}: 102, 103, or 100 if the client may try again
   */
  public CompletionStage<Decision> decide(
      Verb verb, String channel, Identity identity, boolean subscribed) {
    return decide(verb, channel, identity, subscribed, null);
  }

  /**
   * Decides whether a session may be subscribed, or stay so by a fresh token.
   *
   * @param token a token for this channel, used only if nothing else allows the subscription; null
   *     if there is none
   * @return as above; also 109 when the token has expired
   */
  public CompletionStage<Decision> decideSubscribe(
      String channel, Identity identity, String token) {
    return decide(Verb.SUBSCRIBE, channel, identity, false, token);
  }

  private CompletionStage<Decision> decide(
      Verb verb, String channel, Identity identity, boolean subscribed, String token) {
    Optional<Namespace> namespace = config.namespaceOf(channel);
    if (namespace.isEmpty()) {
      return reject(
          ErrorCode.UNKNOWN_CHANNEL,
          "no namespace is configured for this channel; see parley.namespaces");
    }
    if (authorizers.isEmpty()) {
      return decideByRules(verb, channel, namespace.get(), identity, subscribed, token);
    }
    return authorizers
        .ask(new Question(verb, channel, identity, subscribed))
        .thenCompose(
            answer ->
                switch (answer) {
                  case ALLOW -> ALLOWED;
                  case DENY ->
                      reject(
                          ErrorCode.PERMISSION_DENIED,
                          "the application does not let you " + verb.words + " this channel");
                  case ABSTAIN ->
                      decideByRules(verb, channel, namespace.get(), identity, subscribed, token);
                });
  }

  private CompletionStage<Decision> decideByRules(
      Verb verb,
      String channel,
      Namespace namespace,
      Identity identity,
      boolean subscribed,
      String token) {
    AccessRule who = who(verb, namespace);
    if (identity.isGranted(verb, channel)
        || allows(who, namespace, channel, identity, subscribed)) {
      return ALLOWED;
    }
    if (token != null && !token.isEmpty()) {
      return tokens.decide(token, channel, identity);
    }
    return reject(
        ErrorCode.PERMISSION_DENIED,
        "you may not "
            + verb.words
            + " this channel: its namespace lets "
            + who.words()
            + ", and your token grants nothing else"
            + (verb == Verb.SUBSCRIBE ? "; a subscription token would let you in" : ""));
  }

  private static CompletionStage<Decision> reject(ErrorCode code, String why) {
    return CompletableFuture.failedFuture(new ProtocolException(code, why));
  }

  private static boolean allows(
      AccessRule who, Namespace namespace, String channel, Identity identity, boolean subscribed) {
    return who.users()
        || (who.subscribers() && subscribed)
        || who.namesOneOf(identity.roles())
        || (who.owner() && channel.equals(namespace.name() + ":" + identity.user()));
  }

  private static AccessRule who(Verb verb, Namespace namespace) {
    return switch (verb) {
      case SUBSCRIBE -> namespace.subscribe();
      case PUBLISH -> namespace.publish();
      case HISTORY -> namespace.history();
      case PRESENCE -> namespace.presenceRead();
    };
  }
}
