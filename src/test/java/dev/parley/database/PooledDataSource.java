package dev.parley.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;

/** A small pool for tests: bounded, lends the connections that were given back. */
final class PooledDataSource {
  private final DataSource source;
  private final Semaphore permits;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

  PooledDataSource(DataSource source, int most) {
    this.source = source;
    this.permits = new Semaphore(most);
  }

  DataSource proxy() {
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getConnection")) {
                return lend();
              }
              return invoke(source, method, arguments);
            });
  }

  private Connection lend() throws SQLException {
    permits.acquireUninterruptibly();
    try {
      Connection connection = idle.poll();
      while (connection != null && !connection.isValid(1)) {
        connection.close();
        connection = idle.poll();
      }
      return lent(connection == null ? source.getConnection() : connection);
    } catch (SQLException | RuntimeException e) {
      permits.release();
      throw e;
    }
  }

  private Connection lent(Connection connection) {
    boolean[] returned = new boolean[1];
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("close")) {
                return invoke(connection, method, arguments);
              }
              if (!returned[0]) {
                returned[0] = true;
                giveBack(connection);
              }
              return null;
            });
  }

  private void giveBack(Connection connection) throws SQLException {
    try {
      if (!connection.isClosed()) {
        if (!connection.getAutoCommit()) {
          connection.rollback();
          connection.setAutoCommit(true);
        }
        idle.push(connection);
      }
    } finally {
      permits.release();
    }
  }

  static Object invoke(Object target, java.lang.reflect.Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
