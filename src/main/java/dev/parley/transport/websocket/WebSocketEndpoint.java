package dev.parley.transport.websocket;

import dev.parley.config.ParleyConfig;
import dev.parley.config.Setting;
import dev.parley.protocol.DisconnectCode;
import dev.parley.session.Session;
import dev.parley.session.Sessions;
import dev.parley.sweep.Sweepers;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.server.ServerEndpoint;

/**
 * One WebSocket connection that speaks the JSON variant of the protocol. The container makes an
 * instance for each connection and calls it by one thread at a time.
 */
@Dependent
@ServerEndpoint(value = "/connection/websocket", configurator = HandshakeCheck.class)
public class WebSocketEndpoint {
  private static final System.Logger LOG = System.getLogger(WebSocketEndpoint.class.getName());

  @Inject private Sessions sessions;
  @Inject private ParleyConfig config;
  @Inject private ConnectionCloser closer;
  @Inject private Sweepers sweepers;

  private WebSocketWire wire;
  private Session session;

  /** A client has connected. */
  @OnOpen
  public void open(jakarta.websocket.Session connection) {
    int most = (int) config.bytes(Setting.INBOUND_FRAME_BYTES);
    connection.setMaxTextMessageBufferSize(most);
    connection.setMaxBinaryMessageBufferSize(most);
    // Silence is the heartbeat's business, not the container's.
    connection.setMaxIdleTimeout(0);
    wire = new WebSocketWire(connection, closer, sweepers);
    session = sessions.open(wire);
  }

  /** A text frame has come. */
  @OnMessage
  public void text(String frame) {
    session.receive(frame);
  }

  /** A binary frame has come: this endpoint speaks JSON. */
  @OnMessage
  public void binary(byte[] frame) {
    session.close(
        DisconnectCode.INAPPROPRIATE_PROTOCOL, "send text frames: this connection speaks JSON");
  }

  /** The connection is gone, whoever ended it. */
  @OnClose
  public void close(CloseReason reason) {
    if (session != null) {
      wire.gone();
      session.disconnected(isWish(reason.getCloseCode().getCode()));
    }
  }

  /** A client that goes says nothing or that all is well; a page that is reloaded says 1001. */
  private static boolean isWish(int code) {
    return code == CloseReason.CloseCodes.NORMAL_CLOSURE.getCode()
        || code == CloseReason.CloseCodes.NO_STATUS_CODE.getCode();
  }

  /** The container tells of a failure; the connection is gone or follows. */
  @OnError
  public void error(Throwable failure) {
    LOG.log(System.Logger.Level.DEBUG, "a connection failed", failure);
  }
}
