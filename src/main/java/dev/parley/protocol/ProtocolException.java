package dev.parley.protocol;

import java.util.Objects;

/**
 * A request that is answered with an error; the connection stays. The message is shown to the
 * client.
 */
public class ProtocolException extends RuntimeException {
  private final ErrorCode code;

  /**
   * @param code what the client is told by number
   * @param message a sentence that tells the user what to do; never a secret, never a stack trace
   */
  public ProtocolException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /**
   * @param code what the client is told by number
   * @param message a sentence for the user
   * @param cause what went wrong inside, for the log of the server only; may be null
   */
  public ProtocolException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  /** The code for the reply. */
  public ErrorCode code() {
    return code;
  }
}
