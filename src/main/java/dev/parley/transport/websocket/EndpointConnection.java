package dev.parley.transport.websocket;

import dev.parley.protocol.Codec;
import dev.parley.protocol.DisconnectCode;
import dev.parley.session.Session;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.charset.StandardCharsets;

/**
 * Hands what the container says of one connection to its session. Called on one thread at a time.
 */
final class EndpointConnection {
  private static final System.Logger LOG = System.getLogger(EndpointConnection.class.getName());

  private static final CloseReason TOO_BIG =
      new CloseReason(CloseCodes.TOO_BIG, "the message is too large");

  private final Codec codec;
  private final int mostMessageBytes;
  private final EndpointTransport transport;
  private final Session session;

  EndpointConnection(
      Codec codec, int mostMessageBytes, EndpointTransport transport, Session session) {
    this.mostMessageBytes = mostMessageBytes;
    this.codec = codec;
    this.transport = transport;
    this.session = session;
  }

  /** Receives a text message. */
  void receive(String message) {
    if (codec.isBinary()) {
      session.receiveOtherKind();
    } else {
      receiveFrame(message.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Receives a binary message. */
  void receive(byte[] message) {
    if (codec.isBinary()) {
      receiveFrame(message);
    } else {
      session.receiveOtherKind();
    }
  }

  private void receiveFrame(byte[] message) {
    // Tyrus bounds the messages that come in several frames, and no others.
    if (message.length > mostMessageBytes) {
      transport.close(TOO_BIG);
      session.disconnected(false);
      return;
    }
    try {
      session.receive(message);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "A message failed", e);
      session.close(DisconnectCode.SERVER_ERROR);
    }
  }

  /** The client has answered a ping of the transport. */
  void receivePong() {
    session.receivePong();
  }

  /** The connection has ended. */
  void closed(CloseReason reason) {
    transport.connectionLost();
    CloseCode code = reason.getCloseCode();
    session.disconnected(
        code.getCode() == CloseCodes.NORMAL_CLOSURE.getCode()
            || code.getCode() == CloseCodes.NO_STATUS_CODE.getCode());
  }

  /**
   * Logs why a connection fails. The container closes it, but Undertow leaves the TCP connection of
   * a client open that has sent too large a message, so it ends when it is idle.
   */
  static void fail(jakarta.websocket.Session socket, Throwable failure) {
    LOG.log(System.Logger.Level.DEBUG, "a connection failed", failure);
    try {
      socket.setMaxIdleTimeout(EndpointTransport.ANSWER_MILLIS);
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "the failed connection has ended", e);
    }
  }
}
