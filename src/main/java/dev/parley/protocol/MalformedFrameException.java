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

  /**
   * @param most the commands that a frame may hold
   */
  static MalformedFrameException tooMany(int most) {
    return new MalformedFrameException("a frame may hold " + most + " commands at most");
  }
}
