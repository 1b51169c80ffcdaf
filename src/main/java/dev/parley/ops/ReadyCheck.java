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
 * Ready: the database answers and takes writes, the revocations are loaded, the queue of the log
 * has room, the member has joined the others or waited long enough, and it does not drain. A member
 * that is not ready gets no new clients; unless it drains, it keeps those it has.
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
    if (failure.hasHappened()) {
      return StartFailure.response("ready");
    }
    return new Probe("ready", changes)
        .check("notDraining", () -> sessions.get().isAccepting())
        .check("schemaMigrated", log::migrated)
        .check("databaseAnswers", log::databaseAnswers)
        .check("databaseTakesWrites", log::databaseTakesWrites)
        .check("revocationsKnown", () -> authentication.get().isReady())
        .check("appendQueueHasRoom", () -> !log.queueFull())
        .check("joinedOrAlone", () -> bridge.get().isReady())
        .response();
  }
}
