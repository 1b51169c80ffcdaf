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
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;

/**
 * One WebSocket connection that speaks the JSON variant of the protocol. The container makes an
 * instance for each connection and calls it by one thread at a time.
 *
 * <p>The messages of who is not known yet are put together here and not by the container, see
 * {@link FragmentBound}. Rule W4 of {@code docs/SPEC.md}.
 */
@Dependent
public class WebSocketEndpoint extends Endpoint {
  private static final System.Logger LOG = System.getLogger(WebSocketEndpoint.class.getName());

  @Inject private Sessions sessions;
  @Inject private ParleyConfig config;
  @Inject private ConnectionCloser closer;
  @Inject private Sweepers sweepers;

  private WebSocketWire wire;
  private Session session;

  /** A client has connected. */
  @Override
  public void onOpen(jakarta.websocket.Session connection, EndpointConfig endpoint) {
    int most = (int) config.bytes(Setting.INBOUND_FRAME_BYTES);
    connection.setMaxTextMessageBufferSize(most);
    connection.setMaxBinaryMessageBufferSize(most);
    // Silence is the heartbeat's business, not the container's.
    connection.setMaxIdleTimeout(0);
    wire = new WebSocketWire(connection, closer, sweepers);
    session = sessions.open(wire, HandshakeFilter.taken(connection.getUserPrincipal()));
    connection.addMessageHandler(
        String.class,
        new TextFragments(
            new FragmentBound(connection, most), text -> receiveOfStranger(connection, text)));
    FragmentBound binary = new FragmentBound(connection, most);
    connection.addMessageHandler(
        byte[].class, (bytes, last) -> refuseBinary(binary, bytes.length, last));
  }

  /**
   * Once the client is known, it may cut characters in two by its fragments, which the container
   * allows only when it puts them together. The handler is changed between two messages, by the
   * thread that reads.
   */
  private void receiveOfStranger(jakarta.websocket.Session connection, String text) {
    session.receive(text);
    if (session.isOpen() && config.is(Setting.CUT_CHARACTERS)) {
      connection.getMessageHandlers().stream()
          .filter(TextFragments.class::isInstance)
          .forEach(connection::removeMessageHandler);
      MessageHandler.Whole<String> whole = session::receive;
      connection.addMessageHandler(String.class, whole);
    }
  }

  private void refuseBinary(FragmentBound bound, int bytes, boolean last) {
    session.close(
        DisconnectCode.INAPPROPRIATE_PROTOCOL, "send text frames: this connection speaks JSON");
    bound.add(bytes, last);
  }

  /** The connection is gone, whoever ended it. */
  @Override
  public void onClose(jakarta.websocket.Session connection, CloseReason reason) {
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
  @Override
  public void onError(jakarta.websocket.Session connection, Throwable failure) {
    LOG.log(System.Logger.Level.DEBUG, "a connection failed", failure);
  }
}
