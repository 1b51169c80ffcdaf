package dev.parley.transport.websocket;

import dev.parley.security.Origins;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.server.ServerEndpointConfig;

/**
 * Looks at the Origin before a connection is made. The container makes it without injection, so it
 * asks CDI; the Host header comes from the filter, because this method is not given the request.
 */
public class HandshakeCheck extends ServerEndpointConfig.Configurator {
  @Override
  public boolean checkOrigin(String origin) {
    return CDI.current().select(Origins.class).get().allow(origin, HandshakeFilter.currentHost());
  }
}
