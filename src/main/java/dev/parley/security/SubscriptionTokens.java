package dev.parley.security;

import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.security.TokenVerifier.Verified;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Checks tokens that let one user subscribe to one channel. Immutable. */
@Singleton
class SubscriptionTokens {
  private final TokenVerifier tokens;
  private final Duration grace;

  @Inject
  SubscriptionTokens(TokenVerifier tokens, ParleyConfig config) {
    this.tokens = tokens;
    this.grace = config.get(SessionKeys.EXPIRY_GRACE);
  }

  /**
   * Decides by a token for one channel.
   *
   * @return completes exceptionally with a {@link ProtocolException}: 109 if the token has expired,
   *     103 if it is invalid or for another user or channel, 100 if that cannot be checked now
   */
  CompletionStage<Decision> decide(String token, String channel, Identity identity) {
    return tokens.runWithoutBlocking(token, () -> check(token, channel, identity));
  }

  private Decision check(String token, String channel, Identity identity) {
    Verified verified = verify(token);
    if (!verified.identity().user().equals(identity.user())) {
      throw denied("it is of another user");
    }
    if (!verified.channel().equals(channel)) {
      throw denied("it is for another channel");
    }
    // Clocks may differ by more than the grace: the subscription would end at once.
    if (verified.identity().isExpired(Instant.now().minus(grace))) {
      throw new ProtocolException(ErrorCode.TOKEN_EXPIRED, "the subscription token has expired");
    }
    return new Decision(verified.identity().expires(), verified.identity().info());
  }

  private Verified verify(String token) {
    try {
      return tokens.verifySubscription(token);
    } catch (TokenException e) {
      throw switch (e.kind()) {
        case EXPIRED ->
            new ProtocolException(ErrorCode.TOKEN_EXPIRED, "the subscription token has expired", e);
        case UNDECIDED -> new ProtocolException(ErrorCode.INTERNAL, e.getMessage(), e);
        case INVALID -> denied(e.getMessage());
      };
    }
  }

  private static ProtocolException denied(String why) {
    return new ProtocolException(
        ErrorCode.PERMISSION_DENIED, "the subscription token does not let you in: " + why);
  }
}
