package dev.parley.ops;

import dev.parley.config.ApplicationStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

/**
 * Starts the application, or reports why it does not start. It throws nothing: a server goes on
 * without an application that has failed, and reports that all is well.
 *
 * <p>Rule O4 of {@code docs/SPEC.md}.
 */
@Singleton
class StartUp {
  private final Provider<EagerBeans> parts;
  private final Event<ApplicationStart> started;
  private final StartFailure failure;

  @Inject
  StartUp(Provider<EagerBeans> parts, Event<ApplicationStart> started, StartFailure failure) {
    this.parts = parts;
    this.started = started;
    this.failure = failure;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
    try {
      parts.get().logSummary();
      started.fire(new ApplicationStart());
    } catch (RuntimeException e) {
      failure.report(e);
    }
  }
}
