package dev.parley.browser;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Adds security headers to every response: no sniffing of types, no frames, no loading of other
 * resources, no referrer. A page that needs more sets its own Content-Security-Policy. A WebSocket
 * handshake gets no such headers unless it is refused, because it is no page and the server keeps
 * the headers as long as the connection is open. {@code web.xml} puts this filter before all
 * others, so that their responses have the headers too.
 *
 * <p>Rule H3 of {@code docs/SPEC.md}.
 */
public class SecurityHeadersFilter extends HttpFilter {
  private static final String ONE_YEAR = "max-age=31536000";

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!isWebSocket(request) || request.getDispatcherType() == DispatcherType.ERROR) {
      response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.setHeader("Referrer-Policy", "no-referrer");
      response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      if (request.isSecure()) {
        response.setHeader("Strict-Transport-Security", ONE_YEAR);
      }
    }
    chain.doFilter(request, response);
  }

  /** Whether the request asks for a WebSocket. A page cannot set this header itself. */
  static boolean isWebSocket(HttpServletRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }
}
