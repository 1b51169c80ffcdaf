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
 * Live: all threads that have work make progress. A database that is down does not matter here,
 * because a restart would not bring it back. A member that could not start is not live, because it
 * needs a restart.
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
    if (failure.hasHappened()) {
      return StartFailure.response("live");
    }
    return new Probe("live", changes)
        .check("appenderMakesProgress", () -> log.writerMakesProgress(STUCK_SECONDS))
        .check("flusherMakesProgress", () -> writers.get().makesProgress(STUCK_SECONDS))
        .response();
  }
}
