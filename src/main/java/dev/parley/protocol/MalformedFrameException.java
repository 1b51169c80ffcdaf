package dev.parley.protocol;

/** A frame cannot be decoded. The session ends with {@link DisconnectCode#BAD_REQUEST}. */
public final class MalformedFrameException extends Exception {
  /**
   * @param message tells the client what is wrong
   */
  public MalformedFrameException(String message) {
    super(message);
  }

  /**
   * @param most the greatest number of commands in a frame
   */
  static MalformedFrameException tooMany(int most) {
    return new MalformedFrameException("a frame may hold " + most + " commands at most");
  }
}
