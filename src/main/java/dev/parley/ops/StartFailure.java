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
 * That the application could not start. Then the process ends with the sentence as its last word,
 * where {@code parley.exit-on-failed-start} says so; else the member is down for every probe and
 * answers nothing, until it is started again. Safe for all threads.
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
    // Not by ParleyConfig: that it cannot be read is what usually fails. And no orderly end: the
    // server would wait for the start of the application, which waits here.
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

  /** Says it in the log, and ends the process if that is wanted. */
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

  /** Whether the application has not started, and will not. */
  boolean happened() {
    return reported;
  }

  /** What every health check answers then. */
  static HealthCheckResponse response(String check) {
    return HealthCheckResponse.named(check).withData("hasStarted", false).down().build();
  }
}
