package dev.parley.ops;

import dev.parley.cluster.Bridge;
import dev.parley.log.LogHealth;
import dev.parley.security.Authentication;
import dev.parley.session.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready: the database answers, it is known whose tokens are revoked, there is room for
 * publications, the member has joined the others or waited long enough for them, and it does not
 * drain. A member that is not ready gets no new clients; unless it drains, it keeps those it has.
 */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {
  @Inject private LogHealth log;
  @Inject private HealthLog changes;
  @Inject private Authentication authentication;
  @Inject private Bridge bridge;
  @Inject private Sessions sessions;

  @Override
  public HealthCheckResponse call() {
    return new Probe("ready", changes)
        .ask("notDraining", sessions::takesMore)
        .ask("schemaMigrated", log::migrated)
        .ask("databaseAnswers", log::databaseAnswers)
        .ask("revocationsKnown", authentication::isReady)
        .ask("appendQueueHasRoom", () -> !log.queueFull())
        .ask("joinedOrAlone", bridge::isSettled)
        .response();
  }
}
