package dev.parley.transport.frames;

import dev.parley.config.ParleyConfig;
import dev.parley.delivery.WriterPool;
import dev.parley.protocol.Codec;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.ProtobufCodec;
import dev.parley.session.CommandPath;
import dev.parley.session.SessionRegistry;
import dev.parley.transport.ConnectionCloser;
import dev.parley.transport.HandshakeFilter;
import dev.parley.transport.Opening;
import dev.parley.transport.UpgradeCheck;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Answers the handshake of a WebSocket, RFC 6455, section 4.2, and hands the connection over to a
 * {@link WebSocketConnection}. Rule W5 of {@code docs/SPEC.md}.
 */
@WebServlet(urlPatterns = "/connection/websocket", asyncSupported = true)
public class WebSocketServlet extends HttpServlet {
  private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  @Inject private transient SessionRegistry sessions;
  @Inject private transient WriterPool writers;
  @Inject private transient ConnectionCloser closer;
  @Inject private transient UpgradeCheck check;
  @Inject private transient JsonCodec json;
  @Inject private transient ProtobufCodec protobuf;
  @Inject private transient ParleyConfig config;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (check.refuses(request, response)) {
      return;
    }
    Opening opening = opening(request);
    response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
    response.setHeader("Upgrade", "websocket");
    response.setHeader("Connection", "Upgrade");
    response.setHeader("Sec-WebSocket-Accept", accept(request.getHeader("Sec-WebSocket-Key")));
    String subprotocol = opening.codec().isBinary() ? UpgradeCheck.PROTOBUF : UpgradeCheck.JSON;
    if (UpgradeCheck.offers(request, subprotocol)) {
      response.setHeader("Sec-WebSocket-Protocol", subprotocol);
    }
    WebSocketConnection connection = request.upgrade(WebSocketConnection.class);
    connection.prepare(sessions, writers, closer, opening, config.inboundFrameBytes());
    if (!UpgradeResponse.send(response)) {
      connection.sendHeadFirst();
    }
  }

  /** What the connection begins with. */
  protected Opening opening(HttpServletRequest request) {
    Codec codec = UpgradeCheck.offers(request, UpgradeCheck.PROTOBUF) ? protobuf : json;
    return new Opening(codec, CommandPath.CONNECTION, HandshakeFilter.handshakeOf(request));
  }

  /** The answer to the key, section 4.2.2. */
  static String accept(String key) {
    byte[] both = (key.trim() + KEY_SUFFIX).getBytes(StandardCharsets.ISO_8859_1);
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(both));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
