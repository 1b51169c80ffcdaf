package dev.parley.ops;

import dev.parley.log.LogHealth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready: the database answers and there is room for publications. A member that is not ready keeps
 * its clients, and gets no new ones.
 */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {
  @Inject private LogHealth log;

  @Override
  public HealthCheckResponse call() {
    return new Probe("ready")
        .ask("schemaMigrated", log::migrated)
        .ask("databaseAnswers", log::databaseAnswers)
        .ask("appendQueueHasRoom", () -> !log.queueFull())
        .response();
  }
}
