package dev.parley.transport.room;

import dev.parley.transport.HandshakeFilter;
import dev.parley.transport.Opening;
import dev.parley.transport.frames.WebSocketServlet;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;

/** Rooms by the frames of our own. A request that is no handshake is answered with 426. */
@WebServlet(urlPatterns = "/rooms/*", asyncSupported = true)
public class RoomServlet extends WebSocketServlet {
  @Inject private transient RoomOpenings openings;

  @Override
  protected Opening opening(HttpServletRequest request) {
    return openings.open(
        RoomOpenings.path(request), request.getQueryString(), HandshakeFilter.handshakeOf(request));
  }
}
