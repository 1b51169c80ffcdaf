package dev.parley.transport.websocket;

import dev.parley.config.ParleyConfig;
import dev.parley.config.ServerKeys;
import dev.parley.transport.WebSocketEngine;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Tells the container which endpoints to deploy: all annotated classes, or none, where Parley reads
 * the frames itself. The container makes it before any bean exists.
 */
public class WebSocketApplication implements ServerApplicationConfig {
  private static final System.Logger LOG = System.getLogger(WebSocketApplication.class.getName());

  @Override
  public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
    return Set.of();
  }

  @Override
  public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> found) {
    if (!WebSocketEngine.isContainer(
        ParleyConfig.early(ConfigProvider.getConfig(), ServerKeys.WEBSOCKET))) {
      return Set.of();
    }
    if (WebSocketEngine.isOpenLiberty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}=container on Open Liberty: anybody who can connect can fill the memory by one large"
              + " frame, and frames cost more. Use auto, unless you test",
          ServerKeys.WEBSOCKET.name());
    }
    if (WebSocketEngine.isWildFly()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The WebSocket of WildFly reads and writes the frames: anybody who can connect can stop"
              + " this member by one frame with an impossible length. Set {0}=own where strangers"
              + " connect",
          ServerKeys.WEBSOCKET.name());
    }
    return found;
  }
}
