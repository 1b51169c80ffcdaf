package dev.parley.transport.websocket;

/** The peer has sent what RFC 6455 forbids, or more than is allowed here. */
final class FrameException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CloseStatus status;

  /**
   * @param code the connection is to be closed with
   */
  FrameException(int code, String reason) {
    super(reason, null, false, false);
    this.status = new CloseStatus(code, reason);
  }

  /** What the connection is to be closed with. */
  CloseStatus status() {
    return status;
  }
}
