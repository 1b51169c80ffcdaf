package dev.parley.transport.websocket;

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
 * Stands before the WebSocket upgrade. Liberty asks for the HTTP session of every handshake and so
 * makes one, which stays for half an hour: here there is none to be had. And it keeps the Host
 * header at hand for {@link HandshakeCheck}.
 */
@WebFilter(urlPatterns = "/connection/*", asyncSupported = true)
public class HandshakeFilter extends HttpFilter {
  private static final ThreadLocal<String> HOST = new ThreadLocal<>();

  static String currentHost() {
    return HOST.get();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
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
