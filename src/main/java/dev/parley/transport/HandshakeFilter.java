package dev.parley.transport;

import dev.parley.config.ParleyConfig;
import dev.parley.config.SecurityKeys;
import dev.parley.security.HandshakeRequest;
import dev.parley.session.SessionRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Stream;

/**
 * Runs before the transports. It refuses connections when this member drains, and keeps the {@link
 * HandshakeRequest} of a connection for its transport. It never logs the URL.
 */
@WebFilter(
    urlPatterns = {"/connection/*", "/rooms/*"},
    asyncSupported = true)
public class HandshakeFilter extends HttpFilter {
  private static final String HANDSHAKE = HandshakeFilter.class.getName();

  @Inject private transient Provider<SessionRegistry> sessions;
  @Inject private transient Provider<ParleyConfig> config;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!AdmissionFilter.isHandshake(request)) {
      chain.doFilter(request, response);
      return;
    }
    if (!sessions.get().isAccepting()) {
      response.setHeader("Retry-After", "1");
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      return;
    }
    request.setAttribute(HANDSHAKE, handshake(request));
    chain.doFilter(request, response);
  }

  private HandshakeRequest handshake(HttpServletRequest request) {
    return HandshakeRequest.of(
        request.getHeader("Authorization"),
        cookie(request, config.get().get(SecurityKeys.TOKEN_COOKIE)),
        request.getQueryString(),
        request.getRemoteAddr(),
        request.getHeader("Origin"),
        request.getHeader("Host"));
  }

  private static String cookie(HttpServletRequest request, String name) {
    Cookie[] cookies = name.isEmpty() ? null : request.getCookies();
    if (cookies == null) {
      return null;
    }
    return Stream.of(cookies)
        .filter(cookie -> cookie.getName().equals(name) && !cookie.getValue().isEmpty())
        .map(Cookie::getValue)
        .findFirst()
        .orElse(null);
  }

  /** The handshake of a request that has passed this filter and opens a connection. */
  public static HandshakeRequest handshakeOf(HttpServletRequest request) {
    return (HandshakeRequest) request.getAttribute(HANDSHAKE);
  }
}
