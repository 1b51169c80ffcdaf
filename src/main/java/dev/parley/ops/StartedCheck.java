package dev.parley.ops;

import dev.parley.log.routing.LogHealth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started: the tables exist, and the endpoints of the application answer. */
@Startup
@ApplicationScoped
public class StartedCheck implements HealthCheck {
  @Inject private LogHealth log;
  @Inject private StartFailure failure;
  @Inject private HealthLog changes;

  @Override
  public HealthCheckResponse call() {
    if (failure.hasHappened()) {
      return StartFailure.response("started");
    }
    return new Probe("started", changes).check("schemaMigrated", log::migrated).response();
  }
}
