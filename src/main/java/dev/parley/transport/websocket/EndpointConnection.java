package dev.parley.transport.websocket;

import dev.parley.protocol.Codec;
import dev.parley.protocol.DisconnectCode;
import dev.parley.session.Session;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.ByteArrayOutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Hands what the container says of one connection to its session. Called on one thread at a time.
 *
 * <p>Messages come in parts, as large as the container makes them, because some containers bound no
 * message that they hand over whole. The parts of a message are joined here, up to the limit.
 *
 * <p>Rule W4 of {@code docs/SPEC.md}.
 */
final class EndpointConnection {
  private static final System.Logger LOG = System.getLogger(EndpointConnection.class.getName());

  private static final CloseReason TOO_BIG =
      new CloseReason(CloseCodes.TOO_BIG, "the message is too large");

  private static final CloseReason NOT_TEXT =
      new CloseReason(CloseCodes.NOT_CONSISTENT, "a text message must be UTF-8");

  private static final CloseReason FAILED =
      new CloseReason(CloseCodes.UNEXPECTED_CONDITION, "the connection failed");

  private final Codec codec;
  private final int mostMessageBytes;
  private final EndpointTransport transport;
  private final Session session;

  /** The parts of a message whose last part is owed; null if there are none. */
  private ByteArrayOutputStream parts;

  /** Whether a message was refused, so that the rest of it and all others are dropped. */
  private boolean refused;

  EndpointConnection(
      Codec codec, int mostMessageBytes, EndpointTransport transport, Session session) {
    this.mostMessageBytes = mostMessageBytes;
    this.codec = codec;
    this.transport = transport;
    this.session = session;
  }

  /** Receives a part of a text message, which ends between two characters. */
  void receive(String part, boolean last) {
    // A character has at least one byte.
    if (accepts(false, part.length())) {
      receivePart(part.getBytes(StandardCharsets.UTF_8), last);
    }
  }

  /** Receives a part of a binary message. The container may use the buffer again afterwards. */
  void receive(ByteBuffer part, boolean last) {
    if (accepts(true, part.remaining())) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      receivePart(bytes, last);
    }
  }

  /** Whether a part of at least so many bytes is to be read; a message that is not is refused. */
  private boolean accepts(boolean binary, int leastBytes) {
    if (refused) {
      return false;
    }
    if (leastBytes > mostMessageBytes - partBytes()) {
      refuseLarge();
    } else if (binary != codec.isBinary()) {
      refused = true;
      session.receiveOtherKind();
    }
    return !refused;
  }

  private int partBytes() {
    return parts == null ? 0 : parts.size();
  }

  private void refuseLarge() {
    refused = true;
    parts = null;
    transport.close(TOO_BIG);
    session.disconnected(false);
  }

  private void receivePart(byte[] part, boolean last) {
    if (part.length > mostMessageBytes - partBytes()) {
      refuseLarge();
    } else if (last && parts == null) {
      receiveMessage(part);
    } else {
      parts = parts == null ? new ByteArrayOutputStream() : parts;
      parts.writeBytes(part);
      if (last) {
        byte[] message = parts.toByteArray();
        parts = null;
        receiveMessage(message);
      }
    }
  }

  private void receiveMessage(byte[] message) {
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
   * The connection has failed. Not all containers close it then: Undertow does not after text that
   * is not UTF-8.
   */
  void failed(Throwable failure) {
    LOG.log(System.Logger.Level.DEBUG, "a connection failed", failure);
    refused = true;
    parts = null;
    // The containers throw one or the other.
    transport.close(
        failure instanceof UnsupportedEncodingException
                || failure instanceof CharacterCodingException
            ? NOT_TEXT
            : FAILED);
  }
}
