package dev.parley.transport;

import dev.parley.config.ServerKeys.WebSockets;

/**
 * Decides what reads and writes the frames of WebSockets on this server: the container, by the
 * Jakarta WebSocket API ({@code transport.websocket}), or Parley itself ({@code transport.frames}).
 * Only this class knows on which server Parley runs. Holds no state.
 *
 * <p>The reasons are in {@code docs/decisions/027-two-engines.md}.
 */
public final class WebSocketEngine {
  /** The launcher of Open Liberty sets this property of the system. */
  private static final String LIBERTY = "wlp.server.name";

  /** Payara and GlassFish set this property of the system. */
  private static final String GLASSFISH = "com.sun.aas.instanceRoot";

  /** WildFly sets this property of the system. */
  private static final String WILDFLY = "jboss.home.dir";

  private WebSocketEngine() {}

  /** Whether the container reads and writes the frames. */
  public static boolean isContainer(WebSockets configured) {
    return configured == WebSockets.CONTAINER
        || (configured == WebSockets.AUTO && !isOpenLiberty());
  }

  /** Whether this server is Open Liberty. */
  public static boolean isOpenLiberty() {
    return System.getProperty(LIBERTY) != null;
  }

  /** Whether this server is WildFly, whose WebSocket is Undertow. */
  public static boolean isWildFly() {
    return System.getProperty(WILDFLY) != null;
  }

  /** Whether this server is Payara or GlassFish. Tyrus is the WebSocket of both. */
  public static boolean isGlassFish() {
    return System.getProperty(GLASSFISH) != null;
  }
}
