package dev.parley.transport.websocket;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.session.Wire;
import jakarta.websocket.CloseReason;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;

/**
 * Sends by the asynchronous remote of the container, which takes one frame at a time; the session
 * sees to that.
 */
final class WebSocketWire implements Wire {
  private final Session connection;
  private final ConnectionCloser closer;

  WebSocketWire(Session connection, ConnectionCloser closer) {
    this.connection = connection;
    this.closer = closer;
  }

  @Override
  public void send(Frame frame, Done done) {
    connection
        .getAsyncRemote()
        .sendText(frame.text(), result -> done.sent(result.isOK() ? null : failure(result)));
  }

  private static Throwable failure(SendResult result) {
    Throwable failure = result.getException();
    return failure == null ? new IllegalStateException("the frame was not sent") : failure;
  }

  @Override
  public void close(DisconnectCode code, String reason) {
    closer.close(connection, closeReason(code, reason));
  }

  /** RFC 6455, section 5.5: a close frame has room for 123 bytes of reason. */
  static CloseReason closeReason(DisconnectCode code, String reason) {
    return new CloseReason(CloseReason.CloseCodes.getCloseCode(code.code()), shorten(reason));
  }

  private static String shorten(String reason) {
    StringBuilder kept = new StringBuilder();
    int bytes = 0;
    for (int i = 0; i < reason.length(); ) {
      int c = reason.codePointAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      if (bytes > 123) {
        break;
      }
      kept.appendCodePoint(c);
      i += Character.charCount(c);
    }
    return kept.toString();
  }
}
