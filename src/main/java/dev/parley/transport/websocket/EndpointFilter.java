package dev.parley.transport.websocket;

import dev.parley.config.ParleyConfig;
import dev.parley.config.ServerKeys;
import dev.parley.security.HandshakeRequest;
import dev.parley.transport.HandshakeFilter;
import dev.parley.transport.UpgradeCheck;
import dev.parley.transport.WebSocketEngine;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.Principal;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs before the container upgrades a connection. It refuses what the servlet of the other engine
 * refuses, and hands the {@link HandshakeRequest} on as the principal of the request: the principal
 * is the one thing of a request that every container gives to the connection, and to no other. It
 * does nothing where Parley reads the frames itself.
 */
@WebFilter(
    urlPatterns = {"/connection/websocket", "/connection/uni_websocket", "/rooms/*"},
    asyncSupported = true)
public class EndpointFilter extends HttpFilter {
  @Inject private transient Provider<UpgradeCheck> check;
  @Inject private transient Provider<ParleyConfig> config;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean isGet = "GET".equals(request.getMethod());
    if (!WebSocketEngine.isContainer(config.get().get(ServerKeys.WEBSOCKET))
        || (!isGet && request.getHeader("Upgrade") == null)) {
      chain.doFilter(request, response);
    } else if (!isGet) {
      // Undertow would upgrade any method.
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else if (!isUri(request) || sendsTooEarly(request)) {
      response.setHeader("Connection", "close");
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
    } else if (!check.get().refuses(request, response)) {
      chain.doFilter(new Upgrade(request), response);
    }
  }

  /**
   * Whether the container can give the address of the request to an endpoint, as the API wants it.
   * Undertow finds out when it has upgraded, and then drops the connection.
   */
  private static boolean isUri(HttpServletRequest request) {
    try {
      new URI("ws://" + request.getHeader("Host") + request.getRequestURI());
      return true;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /**
   * Whether frames came together with the handshake, which RFC 6455, section 4.1, forbids. Tyrus
   * would read them before it is ready to, and its thread would wait for itself for ever: anybody
   * could so hold all threads of the server. What comes later, it reads on another thread.
   */
  private static boolean sendsTooEarly(HttpServletRequest request) throws IOException {
    return WebSocketEngine.isGlassFish() && request.getInputStream().available() > 0;
  }

  /**
   * The handshake of a connection, once: afterwards the connection keeps no credentials.
   *
   * @param principal of the connection; may be null
   * @return null if the handshake did not pass this filter, or was taken before
   */
  static HandshakeRequest takeHandshake(Principal principal) {
    return principal instanceof Client client ? client.handshake.getAndSet(null) : null;
  }

  private static final class Client implements Principal {
    private final AtomicReference<HandshakeRequest> handshake;

    Client(HandshakeRequest handshake) {
      this.handshake = new AtomicReference<>(handshake);
    }

    @Override
    public String getName() {
      return "client";
    }
  }

  /** The request as the container sees it. */
  private static final class Upgrade extends HttpServletRequestWrapper {
    private Client client;

    Upgrade(HttpServletRequest request) {
      super(request);
    }

    /** Made when the container asks, because {@link HandshakeFilter} may run after this filter. */
    @Override
    public Principal getUserPrincipal() {
      if (client == null && HandshakeFilter.handshakeOf(this) != null) {
        client = new Client(HandshakeFilter.handshakeOf(this));
      }
      return client;
    }

    /** None: Open Liberty would make one for each connection, which lives for half an hour. */
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
