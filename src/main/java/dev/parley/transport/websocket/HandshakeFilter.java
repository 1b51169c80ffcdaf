package dev.parley.transport.websocket;

import dev.parley.session.Sessions;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/**
 * Stands before the WebSocket upgrade, and refuses it when this member drains. Liberty asks for the
 * HTTP session of every handshake and so makes one, which stays for half an hour: here there is
 * none to be had. And it keeps the Host header at hand for {@link HandshakeCheck}.
 */
@WebFilter(urlPatterns = "/connection/*", asyncSupported = true)
public class HandshakeFilter extends HttpFilter {
  private static final ThreadLocal<String> HOST = new ThreadLocal<>();

  @Inject private transient Sessions sessions;

  static String currentHost() {
    return HOST.get();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!sessions.takesMore()) {
      response.setHeader("Retry-After", "1");
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      return;
    }
    HOST.set(request.getHeader("Host"));
    try {
      chain.doFilter(new Sessionless(request), response);
    } finally {
      HOST.remove();
    }
  }

  private static final class Sessionless extends HttpServletRequestWrapper {
    Sessionless(HttpServletRequest request) {
      super(request);
    }

    @Override
    public HttpSession getSession() {
      return null;
    }

    @Override
    public HttpSession getSession(boolean create) {
      return null;
    }
  }
}
