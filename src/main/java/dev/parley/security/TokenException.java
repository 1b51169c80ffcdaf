package dev.parley.security;

/**
 * A token that does not let its bearer in. The message is safe to show: it never holds a part of
 * the token.
 */
public final class TokenException extends Exception {
  private final boolean expired;

  TokenException(String message, boolean expired, Throwable cause) {
    super(message, cause);
    this.expired = expired;
  }

  /** Whether a fresh token of the same issuer would do: the client is told to fetch one. */
  public boolean expired() {
    return expired;
  }
}
