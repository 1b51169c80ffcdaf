package dev.parley.transport.websocket;

import dev.parley.transport.room.RoomOpenings;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Serves clients of one room that speak plain JSON. The container makes one object for each
 * connection, and calls it on one thread at a time.
 */
@ServerEndpoint(value = RoomOpenings.PATH + "{room}", configurator = EndpointConfigurator.class)
public class RoomEndpoint {
  private static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-\\x7f]+");

  @Inject private EndpointConnector connector;
  @Inject private RoomOpenings openings;

  private EndpointConnection connection;

  /** A client has connected. Its path is read as it was sent: containers decode it differently. */
  @OnOpen
  public void open(Session socket) {
    // Tyrus has decoded all characters that are not ASCII.
    String path =
        NOT_ASCII
            .matcher(socket.getRequestURI().getRawPath())
            .replaceAll(found -> URLEncoder.encode(found.group(), StandardCharsets.UTF_8));
    connection =
        connector.connect(
            socket,
            handshake ->
                openings.open(
                    path.substring(Math.max(0, path.lastIndexOf(RoomOpenings.PATH))),
                    socket.getQueryString(),
                    handshake));
  }

  /** The client has sent a text message, or the next part of one. */
  @OnMessage
  public void receiveText(String part, boolean last) {
    connection.receive(part, last);
  }

  /** The client has sent a binary message, or the next part of one. */
  @OnMessage
  public void receiveBytes(ByteBuffer part, boolean last) {
    connection.receive(part, last);
  }

  /** The client has answered a ping. */
  @OnMessage
  public void receivePong(PongMessage message) {
    connection.receivePong();
  }

  /** The connection has ended, whoever ended it. */
  @OnClose
  public void close(CloseReason reason) {
    if (connection != null) {
      connection.closed(reason);
    }
  }

  /** The connection has failed, and ends. */
  @OnError
  public void fail(Throwable failure) {
    if (connection != null) {
      connection.failed(failure);
    }
  }
}
