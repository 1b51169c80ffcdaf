package dev.parley.protocol;

/**
 * A frame that cannot be understood at all; the connection is closed with {@link
 * DisconnectCode#BAD_REQUEST}.
 */
public final class MalformedFrameException extends Exception {
  /**
   * @param message what is wrong, for the client
   */
  public MalformedFrameException(String message) {
    super(message);
  }
}
