package dev.parley.database;

import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Turns off the retries of EclipseLink: when a connection fails, it sleeps for five seconds and
 * tries again, three times, on the caller's thread. Parley retries sooner by itself. EclipseLink
 * has no property for this and its classes belong to the server, so this calls them by name. Other
 * providers stay as they are.
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
