package dev.parley.protocol;

import java.util.Objects;
import java.util.concurrent.CompletionException;

/** A request fails with an error; the connection stays. The client gets the message. */
public class ProtocolException extends RuntimeException {
  private final ErrorCode code;

  /**
   * @param code the error code for the client
   * @param message tells the user what to do; holds no secret and no stack trace
   */
  public ProtocolException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /**
   * @param code the error code for the client
   * @param message tells the user what to do
   * @param cause the failure inside, for the log of the server only; may be null
   */
  public ProtocolException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  /**
   * What others may know of a failure: itself if it is a {@code ProtocolException}, otherwise an
   * internal error, and the failure goes to the log.
   *
   * @param failure may be wrapped in a {@link CompletionException}
   * @param message for the log
   */
  public static ProtocolException of(Throwable failure, System.Logger log, String message) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ProtocolException problem) {
      return problem;
    }
    log.log(System.Logger.Level.ERROR, message, cause);
    return new ProtocolException(ErrorCode.INTERNAL, ErrorCode.INTERNAL.message(), cause);
  }

  /** The code for the reply. */
  public ErrorCode code() {
    return code;
  }
}
