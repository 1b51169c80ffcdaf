package dev.parley.ops;

import dev.parley.cluster.Bridge;
import dev.parley.log.routing.LogHealth;
import dev.parley.security.Authentication;
import dev.parley.session.SessionRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready: the database answers and takes writes, it is known whose tokens are revoked, there is room
 * for publications, the member has joined the others or waited long enough for them, and it does
 * not drain. A member that is not ready gets no new clients; unless it drains, it keeps those it
 * has.
 */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {
  @Inject private LogHealth log;
  @Inject private Provider<Authentication> authentication;
  @Inject private Provider<Bridge> bridge;
  @Inject private Provider<SessionRegistry> sessions;
  @Inject private StartFailure failure;
  @Inject private HealthLog changes;

  @Override
  public HealthCheckResponse call() {
    if (failure.happened()) {
      return StartFailure.response("ready");
    }
    return new Probe("ready", changes)
        .ask("notDraining", () -> sessions.get().isAccepting())
        .ask("schemaMigrated", log::migrated)
        .ask("databaseAnswers", log::databaseAnswers)
        .ask("databaseTakesWrites", log::databaseTakesWrites)
        .ask("revocationsKnown", () -> authentication.get().isReady())
        .ask("appendQueueHasRoom", () -> !log.queueFull())
        .ask("joinedOrAlone", () -> bridge.get().isReady())
        .response();
  }
}
