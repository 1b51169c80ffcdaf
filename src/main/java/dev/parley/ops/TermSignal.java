package dev.parley.ops;

import dev.parley.config.ApplicationStart;
import dev.parley.session.drain.Drain;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Drains the member on SIGTERM, and lets the server stop afterwards. A shutdown hook would be too
 * late: the hook of the server runs at the same time, and closes the port and the connections
 * first.
 *
 * <p>{@code sun.misc.Signal} of the module jdk.unsupported delivers the signal. Where it does not,
 * such as with {@code -Xrs}, SIGTERM stops the member without a drain.
 */
@Singleton
class TermSignal {
  private static final System.Logger LOG = System.getLogger(TermSignal.class.getName());
  private static final int EXIT_CODE = 128 + 15;

  private final Drain drain;
  private final AtomicBoolean received = new AtomicBoolean();

  /**
   * The handler before ours; null if ours is not installed. Written when the application starts.
   */
  private volatile Object previous;

  @Inject
  TermSignal(Drain drain) {
    this.drain = drain;
  }

  void listen(@Observes ApplicationStart start) {
    try {
      previous = handle(ofJvm("sun.misc.SignalHandler"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.INFO,
          "SIGTERM will stop this member without a drain: the JVM does not deliver the signal",
          e);
    }
  }

  private Object handle(Class<?> handler) throws ReflectiveOperationException {
    Object ours =
        Proxy.newProxyInstance(
            handler.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) -> {
              if (method.getDeclaringClass() == Object.class) {
                return method.invoke(this, arguments);
              }
              received(arguments[0]);
              return null;
            });
    return install(ours);
  }

  /** Installs a handler; returns the one before. */
  private static Object install(Object handler) throws ReflectiveOperationException {
    Class<?> signal = ofJvm("sun.misc.Signal");
    return signal
        .getMethod("handle", signal, ofJvm("sun.misc.SignalHandler"))
        .invoke(null, signal.getConstructor(String.class).newInstance("TERM"), handler);
  }

  /** Loads a class from the JVM itself, because the server hides some classes. */
  private static Class<?> ofJvm(String name) throws ClassNotFoundException {
    return Class.forName(name, true, null);
  }

  /** Runs on a thread of the JVM. A second signal stops the member at once. */
  private void received(Object signal) {
    try {
      if (received.compareAndSet(false, true)) {
        drain.begin();
        if (!drain.awaitEnd()) {
          LOG.log(System.Logger.Level.WARNING, "The drain takes too long: the member stops now");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "The drain failed: the member stops now", e);
    } finally {
      callPreviousHandler(signal);
    }
  }

  private void callPreviousHandler(Object signal) {
    try {
      ofJvm("sun.misc.SignalHandler")
          .getMethod("handle", signal.getClass())
          .invoke(previous, signal);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "The JVM has no handler of its own to call", e);
      Runtime.getRuntime().exit(EXIT_CODE);
    }
  }

  /** Restores the handler, because the application may stop before the process does. */
  @PreDestroy
  void stop() {
    try {
      if (previous != null) {
        install(previous);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "The handler of SIGTERM could not be restored", e);
    }
  }
}
