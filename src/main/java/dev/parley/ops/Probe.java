package dev.parley.ops;

import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Collects the answers of one health check. A question that throws counts as "no": a check that
 * throws makes Liberty report that all is well.
 */
final class Probe {
  private static final System.Logger LOG = System.getLogger(Probe.class.getName());

  private final HealthCheckResponseBuilder response;
  private boolean up = true;

  Probe(String name) {
    this.response = HealthCheckResponse.named(name);
  }

  Probe ask(String question, BooleanSupplier answer) {
    boolean yes = false;
    try {
      yes = answer.getAsBoolean();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "a health check failed to answer: " + question, e);
    }
    response.withData(question, yes);
    up &= yes;
    return this;
  }

  HealthCheckResponse response() {
    return response.status(up).build();
  }
}
