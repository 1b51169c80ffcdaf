package dev.parley.transport.uni;

import dev.parley.protocol.PushCodec;
import dev.parley.session.CommandPath;
import dev.parley.transport.HandshakeFilter;
import dev.parley.transport.Opening;
import dev.parley.transport.frames.WebSocketServlet;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;

/**
 * WebSocket for clients without an SDK: the first message of the client is the request that is a
 * body elsewhere, and each push is a message.
 */
@WebServlet(urlPatterns = "/connection/uni_websocket", asyncSupported = true)
public class UniWebSocketServlet extends WebSocketServlet {
  @Inject private transient PushCodec codec;

  @Override
  protected Opening opening(HttpServletRequest request) {
    return new Opening(codec, CommandPath.NONE, HandshakeFilter.handshakeOf(request));
  }
}
