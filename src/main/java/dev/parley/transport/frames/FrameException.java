package dev.parley.transport.frames;

/** The peer has violated RFC 6455 or a limit of Parley. */
final class FrameException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CloseStatus status;

  /**
   * @param code of the close frame
   */
  FrameException(int code, String reason) {
    super(reason, null, false, false);
    this.status = new CloseStatus(code, reason);
  }

  /** The status of the close frame. */
  CloseStatus status() {
    return status;
  }
}
