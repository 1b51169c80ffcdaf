package dev.parley.transport.websocket;

import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/**
 * Negotiates the subprotocol. {@link EndpointFilter} checks the rest of a handshake, the origin
 * too, because the container does not say here which host the client asked for. The container makes
 * the endpoints, with their injected beans.
 */
public class EndpointConfigurator extends ServerEndpointConfig.Configurator {
  /** Always true: {@link EndpointFilter} has refused other origins. */
  @Override
  public boolean checkOrigin(String origin) {
    return true;
  }

  /** The first subprotocol of the endpoint that the client offers; empty if it offers none. */
  @Override
  public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
    return supported.stream()
        .filter(each -> requested.stream().anyMatch(each::equalsIgnoreCase))
        .findFirst()
        .orElse("");
  }
}
