package dev.parley.database;

import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Turns off what EclipseLink does when a connection fails: it sleeps for five seconds and tries
 * again, three times, on the caller's thread. Parley has its own, shorter patience. EclipseLink has
 * no property for it and its classes are the server's, so they are reached by their names; other
 * providers are left as they are.
 */
final class ProviderRetries {
  private static final Logger LOG = System.getLogger(ProviderRetries.class.getName());

  private ProviderRetries() {}

  static void turnOff(EntityManager em) {
    Object provider = em.getDelegate();
    if (provider == null || !provider.getClass().getName().startsWith("org.eclipse.persistence.")) {
      return;
    }
    try {
      ClassLoader loader = provider.getClass().getClassLoader();
      Class<?> sessionType = loader.loadClass("org.eclipse.persistence.sessions.DatabaseSession");
      Object session = em.unwrap(sessionType);
      Object login = sessionType.getMethod("getLogin").invoke(session);
      login.getClass().getMethod("setQueryRetryAttemptCount", int.class).invoke(login, 0);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "EclipseLink's own retries stay on: after an outage Parley may be some seconds late",
          e);
    }
  }
}
