package dev.parley.session.drain;

import dev.parley.cluster.Bridge;
import dev.parley.log.routing.RoutingLog;
import dev.parley.session.SessionRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Stops this member in order, drained or not: it closes the sessions, the log commits what they
 * have published, and the other members get it before the bridge leaves them. All other parts end
 * afterwards, each by itself, because CDI destroys beans in no order. Where the start has failed,
 * these parts too end by themselves.
 */
@Singleton
class GracefulShutdown {
  private static final System.Logger LOG = System.getLogger(GracefulShutdown.class.getName());

  private final SessionRegistry sessions;
  private final RoutingLog logs;
  private final Bridge bridge;

  @Inject
  GracefulShutdown(SessionRegistry sessions, RoutingLog logs, Bridge bridge) {
    this.sessions = sessions;
    this.logs = logs;
    this.bridge = bridge;
  }

  void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object application) {
    LOG.log(System.Logger.Level.INFO, "This member ends");
    sessions.stop();
    logs.close();
    bridge.close();
  }
}
