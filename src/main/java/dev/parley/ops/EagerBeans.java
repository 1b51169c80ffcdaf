package dev.parley.ops;

import dev.parley.config.AccessRule;
import dev.parley.config.Namespace;
import dev.parley.config.NodeName;
import dev.parley.config.ParleyConfig;
import dev.parley.config.ServerKeys;
import dev.parley.security.Authentication;
import dev.parley.security.CallerAuthentication;
import dev.parley.security.Origins;
import dev.parley.session.SessionRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Depends on the beans that read the configuration, so that they are made when the application
 * starts and a wrong configuration stops the start.
 */
@Singleton
class EagerBeans {
  private static final System.Logger LOG = System.getLogger(EagerBeans.class.getName());

  private final ParleyConfig config;
  private final NodeName node;
  private final CallerAuthentication callers;

  @Inject
  EagerBeans(
      ParleyConfig config,
      NodeName node,
      CallerAuthentication callers,
      Origins origins,
      Authentication authentication,
      SessionRegistry sessions) {
    this.config = config;
    this.node = node;
    this.callers = callers;
  }

  /** Logs the version, the name, and what is open or closed. */
  void logSummary() {
    LOG.log(System.Logger.Level.INFO, "{0} starts as {1}", NodeName.VERSION, node.name());
    for (String warning : config.warnings()) {
      LOG.log(System.Logger.Level.WARNING, "Configuration: {0}", warning);
    }
    if (config.get(ServerKeys.DEV)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Development mode is on (parley.dev): everybody gets a token at /dev/token");
    }
    List<String> closed = closedNamespaces();
    if (!closed.isEmpty()) {
      LOG.log(
          System.Logger.Level.INFO,
          "Clients may subscribe to channels of {0} only where their token, or the application,"
              + " lets them: see parley.namespace.NAME.subscribe",
          String.join(", ", closed));
    }
    if (!callers.isOpen()) {
      LOG.log(
          System.Logger.Level.INFO,
          "The HTTP API is closed: neither parley.api.key nor parley.api.keys nor a parley.api.role is set");
    }
  }

  private List<String> closedNamespaces() {
    return config.namespaces().stream()
        .filter(namespace -> namespace.subscribe().equals(AccessRule.NOBODY))
        .map(Namespace::name)
        .toList();
  }
}
