package dev.parley.log.durable;

import dev.parley.database.SqlFailure;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;

/**
 * Gives the JDBC connection of a running JPA transaction. Jakarta Persistence 3.1 lets each
 * provider decide whether {@code unwrap} gives it: EclipseLink does, Hibernate has {@code
 * Session.doReturningWork} instead. Owned by one thread.
 */
final class TransactionConnection {
  private static final Logger LOG = System.getLogger(TransactionConnection.class.getName());

  /** {@code Session.doReturningWork} of Hibernate; null while {@code unwrap} is the way. */
  private Method hibernate;

  /** A {@code ReturningWork} that returns the connection it is given; null without Hibernate. */
  private Object work;

  private boolean shared = true;

  /** Whether the provider gives connections, as far as is known. */
  boolean isShared() {
    return shared;
  }

  /** Returns the connection; null from a provider that does not share it. */
  Connection of(EntityManager em) {
    try {
      return hibernate == null ? unwrap(em) : byHibernate(em);
    } catch (PersistenceException | IllegalArgumentException e) {
      if (SqlFailure.of(e) != SqlFailure.OTHER) {
        // The database did not answer: that says nothing about the provider.
        throw e;
      }
      LOG.log(
          Level.INFO, "This JPA provider shares no connection; appending goes through entities");
      shared = false;
      return null;
    }
  }

  private Connection unwrap(EntityManager em) {
    if (!em.getDelegate().getClass().getName().startsWith("org.hibernate.")) {
      return em.unwrap(Connection.class);
    }
    try {
      // By reflection, because Hibernate is there only where the server brings it.
      Class<?> session = em.getDelegate().getClass();
      Class<?> type = session.getClassLoader().loadClass("org.hibernate.jdbc.ReturningWork");
      hibernate = session.getMethod("doReturningWork", type);
      work =
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> arguments[0]);
    } catch (ReflectiveOperationException e) {
      throw new PersistenceException("this version of Hibernate has another way", e);
    }
    return byHibernate(em);
  }

  private Connection byHibernate(EntityManager em) {
    try {
      return (Connection) hibernate.invoke(em.getDelegate(), work);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new PersistenceException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new PersistenceException(e);
    }
  }
}
