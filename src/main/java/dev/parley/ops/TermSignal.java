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
 * Drains the member when the process is told to end by SIGTERM, and only then lets the server stop.
 * A shutdown hook would come too late: the server has one as well, which runs at the same time, and
 * the first thing it does is to close the port and cut the connections.
 *
 * <p>The JVM hands over signals by {@code sun.misc.Signal} of the module jdk.unsupported. Where it
 * does not, such as under {@code -Xrs}, SIGTERM stops the member without a drain.
 */
@Singleton
class TermSignal {
  private static final System.Logger LOG = System.getLogger(TermSignal.class.getName());
  private static final int EXIT_CODE = 128 + 15;

  private final Drain drain;
  private final AtomicBoolean received = new AtomicBoolean();

  /** What the JVM would do; null while nobody listens. Written when the application starts. */
  private volatile Object before;

  @Inject
  TermSignal(Drain drain) {
    this.drain = drain;
  }

  void listen(@Observes ApplicationStart start) {
    try {
      before = handle(ofJvm("sun.misc.SignalHandler"));
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.INFO,
          "SIGTERM will stop this member without a drain: the JVM keeps it to itself",
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

  /** Asks the JVM itself: the server shows its applications not everything. */
  private static Class<?> ofJvm(String name) throws ClassNotFoundException {
    return Class.forName(name, true, null);
  }

  /** On a thread of the JVM's. Whoever sends the signal once more wants an end now. */
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
      goOn(signal);
    }
  }

  private void goOn(Object signal) {
    try {
      ofJvm("sun.misc.SignalHandler").getMethod("handle", signal.getClass()).invoke(before, signal);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "the JVM has no handler of its own to call", e);
      Runtime.getRuntime().exit(EXIT_CODE);
    }
  }

  /** The application may stop before the process does. */
  @PreDestroy
  void stop() {
    try {
      if (before != null) {
        install(before);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "the handler of SIGTERM could not be put back", e);
    }
  }
}
