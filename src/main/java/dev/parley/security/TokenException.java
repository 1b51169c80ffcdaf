package dev.parley.security;

/** A token is not accepted. The message is safe to show: it never holds a part of the token. */
public final class TokenException extends Exception {
  private final Kind kind;

  TokenException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What the client can do about it. */
  public enum Kind {
    /** Nothing: the token is not valid here. */
    INVALID,
    /** Fetch a fresh token of the same issuer. */
    EXPIRED,
    /** Try again later: the issuer or the database does not answer now. */
    UNDECIDED
  }

  /** What the client can do about it. */
  public Kind kind() {
    return kind;
  }
}
