package dev.parley.security;

import dev.parley.config.ApiKey.Right;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import java.security.Principal;
import java.util.Set;

/**
 * Who calls the HTTP API. Immutable.
 *
 * @param name for logs: {@code key} or {@code key:NAME} for who has an API key, {@code user:ID} for
 *     who has a token; it may hold any characters
 * @param identity the user whose token it was; null for a key
 * @param token the token as it was sent; null for a key
 * @param rights what was given to it; {@link Right#ADMIN} holds all
 */
public record Caller(String name, Identity identity, String token, Set<Right> rights)
    implements Principal {
  /** Freezes the rights. */
  public Caller {
    rights = Set.copyOf(rights);
  }

  @Override
  public String getName() {
    return name;
  }

  /**
   * The principal that an application in the container sees: for a token a {@link
   * org.eclipse.microprofile.jwt.JsonWebToken}, for a key this caller.
   */
  public Principal principal() {
    return identity == null ? this : new CallerToken(identity, token);
  }

  /** Without the token, which is a secret. */
  @Override
  public String toString() {
    return "caller " + name;
  }

  /** Whether it may do this. */
  public boolean may(Right right) {
    return rights.contains(right) || rights.contains(Right.ADMIN);
  }

  /** Lets it do this, or throws 103. */
  public void require(Right right) {
    if (!may(right)) {
      throw new ProtocolException(
          ErrorCode.PERMISSION_DENIED, "this needs the right " + right.word());
    }
  }
}
