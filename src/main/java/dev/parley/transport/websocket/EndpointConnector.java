package dev.parley.transport.websocket;

import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import dev.parley.delivery.WriterPool;
import dev.parley.protocol.Codec;
import dev.parley.security.HandshakeRequest;
import dev.parley.session.CommandPath;
import dev.parley.session.SessionRegistry;
import dev.parley.transport.ConnectionCloser;
import dev.parley.transport.Opening;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/**
 * Opens a session for each connection that the container hands to an endpoint. Safe for all
 * threads.
 */
@Singleton
class EndpointConnector {
  private static final CloseReason NOT_CHECKED =
      new CloseReason(CloseReason.CloseCodes.UNEXPECTED_CONDITION, "the handshake was not checked");

  private final SessionRegistry sessions;
  private final WriterPool writers;
  private final ConnectionCloser closer;
  private final int mostMessageBytes;
  private final long giveUpMillis;

  @Inject
  EndpointConnector(
      ParleyConfig config, SessionRegistry sessions, WriterPool writers, ConnectionCloser closer) {
    this.sessions = sessions;
    this.writers = writers;
    this.closer = closer;
    this.mostMessageBytes = config.inboundFrameBytes();
    this.giveUpMillis = config.get(SessionKeys.GIVE_UP_AFTER).toMillis();
  }

  /**
   * Opens a session. To be called when the connection has opened.
   *
   * @param path the way on which the client sends commands
   * @throws IllegalStateException when the handshake has not passed {@link EndpointFilter}; the
   *     connection is closed
   */
  EndpointConnection connect(Session socket, Codec codec, CommandPath path) {
    return connect(socket, handshake -> new Opening(codec, path, handshake));
  }

  /** The same of a connection that depends on its handshake. */
  EndpointConnection connect(Session socket, Function<HandshakeRequest, Opening> read) {
    HandshakeRequest handshake = EndpointFilter.takeHandshake(socket.getUserPrincipal());
    if (handshake == null) {
      refuse(socket);
      throw new IllegalStateException("a handshake has not passed EndpointFilter");
    }
    Opening opening = read.apply(handshake);
    socket.setMaxTextMessageBufferSize(mostMessageBytes);
    socket.setMaxBinaryMessageBufferSize(mostMessageBytes);
    // Pings find a client that is gone; the container need not.
    socket.setMaxIdleTimeout(0);
    Codec codec = opening.codec();
    CommandPath path = opening.commandPath();
    EndpointTransport transport =
        new EndpointTransport(
            socket, codec.isBinary(), path.sendsMessagesAlone(), giveUpMillis, writers, closer);
    var session = sessions.open(transport, codec, opening.handshake(), path);
    opening.begin().accept(session);
    return new EndpointConnection(codec, mostMessageBytes, transport, session);
  }

  private static void refuse(Session socket) {
    try {
      socket.setMaxIdleTimeout(EndpointTransport.ANSWER_MILLIS);
      socket.close(NOT_CHECKED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
