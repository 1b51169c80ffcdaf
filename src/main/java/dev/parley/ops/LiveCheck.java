package dev.parley.ops;

import dev.parley.log.LogHealth;
import dev.parley.sweep.Sweepers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Live: what has work makes progress. A database that is away does not count: to be killed would
 * not bring it back.
 */
@Liveness
@ApplicationScoped
public class LiveCheck implements HealthCheck {
  private static final int STUCK_SECONDS = 30;

  @Inject private LogHealth log;
  @Inject private HealthLog changes;
  @Inject private Sweepers sweepers;

  @Override
  public HealthCheckResponse call() {
    return new Probe("live", changes)
        .ask("appenderMakesProgress", () -> log.writerMakesProgress(STUCK_SECONDS))
        .ask("flusherMakesProgress", () -> sweepers.makeProgress(STUCK_SECONDS))
        .response();
  }
}
