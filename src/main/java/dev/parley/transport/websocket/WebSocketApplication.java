package dev.parley.transport.websocket;

import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Set;

/** Tells the container, which finds it by itself, where the endpoint is. */
public class WebSocketApplication implements ServerApplicationConfig {
  @Override
  public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
    return Set.of(
        ServerEndpointConfig.Builder.create(WebSocketEndpoint.class, "/connection/websocket")
            .configurator(new HandshakeCheck())
            .build());
  }

  @Override
  public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> found) {
    return found;
  }
}
