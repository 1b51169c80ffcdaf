package dev.parley.security;

/**
 * A token that does not let its bearer in. The message is safe to show: it never holds a part of
 * the token.
 */
public final class TokenException extends Exception {
  private final Kind kind;

  TokenException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What would help. */
  public enum Kind {
    /** Nothing: it is not valid here. */
    INVALID,
    /** A fresh token of the same issuer; the client is told to fetch one. */
    EXPIRED,
    /** Time: the issuer's keys cannot be fetched now, so nobody knows whether it is valid. */
    UNDECIDED
  }

  /** What would help. */
  public Kind kind() {
    return kind;
  }
}
