package dev.parley.transport.websocket;

import dev.parley.protocol.Codec;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.ProtobufCodec;
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
 * Serves clients with an SDK, in JSON or, by the subprotocol, in Protobuf. The container makes one
 * object for each connection, and calls it on one thread at a time.
 */
@ServerEndpoint(
    value = "/connection/websocket",
    subprotocols = {UpgradeCheck.PROTOBUF, UpgradeCheck.JSON},
    configurator = EndpointConfigurator.class)
public class WebSocketEndpoint {
  @Inject private EndpointConnector connector;
  @Inject private JsonCodec json;
  @Inject private ProtobufCodec protobuf;

  private EndpointConnection connection;

  /** A client has connected. */
  @OnOpen
  public void open(Session socket) {
    Codec codec = UpgradeCheck.PROTOBUF.equals(socket.getNegotiatedSubprotocol()) ? protobuf : json;
    connection = connector.connect(socket, codec, CommandPath.CONNECTION);
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
