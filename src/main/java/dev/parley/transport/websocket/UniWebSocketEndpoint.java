package dev.parley.transport.websocket;

import dev.parley.protocol.PushCodec;
import dev.parley.session.CommandPath;
import dev.parley.transport.UpgradeCheck;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;

/**
 * Serves clients without an SDK: the first message of the client is its request, and each push is a
 * message. The container makes one object for each connection, and calls it on one thread at a
 * time.
 */
@ServerEndpoint(
    value = "/connection/uni_websocket",
    subprotocols = UpgradeCheck.JSON,
    configurator = EndpointConfigurator.class)
public class UniWebSocketEndpoint {
  @Inject private EndpointConnector connector;
  @Inject private PushCodec codec;

  private EndpointConnection connection;

  /** A client has connected. */
  @OnOpen
  public void open(Session socket) {
    connection = connector.connect(socket, codec, CommandPath.NONE);
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
