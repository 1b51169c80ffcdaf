package dev.parley.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Collects the answers of one health check, and logs a change. A question that throws counts as
 * "no", because a check that throws makes Liberty report that all is well.
 */
final class Probe {
  private final String name;
  private final HealthLog log;
  private final HealthCheckResponseBuilder response;
  private final List<String> failed = new ArrayList<>();
  private RuntimeException cause;

  Probe(String name, HealthLog log) {
    this.name = name;
    this.log = log;
    this.response = HealthCheckResponse.named(name);
  }

  Probe check(String question, BooleanSupplier answer) {
    boolean yes = false;
    try {
      yes = answer.getAsBoolean();
    } catch (RuntimeException e) {
      cause = e;
    }
    response.withData(question, yes);
    if (!yes) {
      failed.add(question);
    }
    return this;
  }

  HealthCheckResponse response() {
    log.logChange(name, failed, cause);
    return response.status(failed.isEmpty()).build();
  }
}
