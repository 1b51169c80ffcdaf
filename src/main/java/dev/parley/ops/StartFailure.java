package dev.parley.ops;

import dev.parley.config.ConfigurationException;
import dev.parley.config.ServerKeys;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Reports that the application could not start. With {@code parley.exit-on-failed-start} the
 * process ends after the message; otherwise the member is down for every probe and answers 503
 * until it is restarted. Safe for all threads.
 */
@Singleton
class StartFailure {
  private static final System.Logger LOG = System.getLogger(StartFailure.class.getName());
  private static final int EXIT_CODE = 1;

  private final boolean exits;
  private final IntConsumer exit;
  private volatile boolean reported;

  @Inject
  StartFailure(Config config) {
    // ParleyConfig is not used, because it is what usually fails. And the process halts: an orderly
    // exit would wait for the start of the application, which waits here.
    this(
        config
            .getOptionalValue(ServerKeys.EXIT_ON_FAILED_START.name(), String.class)
            .map(value -> Boolean.parseBoolean(value.trim()))
            .orElse(false),
        Runtime.getRuntime()::halt);
  }

  StartFailure(boolean exits, IntConsumer exit) {
    this.exits = exits;
    this.exit = exit;
  }

  /** Logs the failure, and ends the process if the configuration says so. */
  void report(Throwable failure) {
    reported = true;
    Optional<String> wrong =
        causes(failure)
            .filter(ConfigurationException.class::isInstance)
            .map(Throwable::getMessage)
            .findFirst();
    if (wrong.isEmpty()) {
      LOG.log(System.Logger.Level.ERROR, "A part of Parley could not be made", failure);
    }
    LOG.log(
        System.Logger.Level.ERROR,
        "Parley does not start. {0}",
        wrong.orElseGet(() -> causes(failure).reduce((outer, inner) -> inner).get().toString()));
    if (exits) {
      exit.accept(EXIT_CODE);
    }
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, each -> each != null, Throwable::getCause);
  }

  /** Whether the start has failed. */
  boolean hasHappened() {
    return reported;
  }

  /** The answer of every health check after a failed start. */
  static HealthCheckResponse response(String check) {
    return HealthCheckResponse.named(check).withData("hasStarted", false).down().build();
  }
}
