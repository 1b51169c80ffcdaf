package dev.parley.transport.websocket;

import dev.parley.config.ParleyConfig;
import dev.parley.config.Setting;
import dev.parley.security.Handshake;
import dev.parley.session.Sessions;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.security.Principal;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Stands before the WebSocket upgrade, and refuses it when this member drains. Liberty asks for the
 * HTTP session of every handshake and so makes one, which stays for half an hour: here there is
 * none to be had. It keeps the Host header at hand for {@link HandshakeCheck}, and what the client
 * brought for the connection. Of the URL nothing is logged.
 */
@WebFilter(urlPatterns = "/connection/*", asyncSupported = true)
public class HandshakeFilter extends HttpFilter {
  private static final ThreadLocal<String> HOST = new ThreadLocal<>();

  @Inject private transient Sessions sessions;
  @Inject private transient ParleyConfig config;

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
      chain.doFilter(new Carrier(request, handshake(request)), response);
    } finally {
      HOST.remove();
    }
  }

  private Handshake handshake(HttpServletRequest request) {
    return Handshake.of(
        request.getHeader("Authorization"),
        cookie(request, config.text(Setting.TOKEN_COOKIE)),
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

  /**
   * What the client brought, once: afterwards the connection does not keep it.
   *
   * @param principal of the connection
   */
  static Handshake taken(Principal principal) {
    return principal instanceof Brought brought ? brought.take() : Handshake.NONE;
  }

  /**
   * The principal is the one thing of a request that every container hands to the connection that
   * it becomes, and to no other.
   */
  private static final class Brought implements Principal {
    private final AtomicReference<Handshake> handshake;

    Brought(Handshake handshake) {
      this.handshake = new AtomicReference<>(handshake);
    }

    Handshake take() {
      Handshake taken = handshake.getAndSet(null);
      return taken == null ? Handshake.NONE : taken;
    }

    @Override
    public String getName() {
      return "client";
    }
  }

  private static final class Carrier extends HttpServletRequestWrapper {
    private final Brought brought;

    Carrier(HttpServletRequest request, Handshake handshake) {
      super(request);
      this.brought = new Brought(handshake);
    }

    @Override
    public Principal getUserPrincipal() {
      return brought;
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
