package dev.parley.browser;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Tells browsers with every answer that it is what its type says, is shown in no frame, loads
 * nothing and tells nobody where the reader came from. A page that needs more sets its own
 * Content-Security-Policy. A WebSocket handshake is left as it is, unless it is refused: no page
 * comes of it, and the server keeps its headers for as long as the connection lives. It stands in
 * {@code web.xml}, before all others, so that what they answer carries the headers as well.
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

  /** Whether it wants to become a WebSocket; no page can make a browser say so otherwise. */
  static boolean isWebSocket(HttpServletRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }
}
