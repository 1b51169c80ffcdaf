package dev.parley.ops;

import dev.parley.delivery.WriterPool;
import dev.parley.log.routing.LogHealth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Live: what has work makes progress. A database that is away does not count: to be killed would
 * not bring it back. A member that could not start is not live: to be started again is what it
 * needs.
 */
@Liveness
@ApplicationScoped
public class LiveCheck implements HealthCheck {
  private static final int STUCK_SECONDS = 30;

  @Inject private LogHealth log;
  @Inject private Provider<WriterPool> writers;
  @Inject private StartFailure failure;
  @Inject private HealthLog changes;

  @Override
  public HealthCheckResponse call() {
    if (failure.happened()) {
      return StartFailure.response("live");
    }
    return new Probe("live", changes)
        .ask("appenderMakesProgress", () -> log.writerMakesProgress(STUCK_SECONDS))
        .ask("flusherMakesProgress", () -> writers.get().makesProgress(STUCK_SECONDS))
        .response();
  }
}
