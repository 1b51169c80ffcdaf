package dev.parley.database;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A real database whose connections fail when a test says so. */
public final class FaultyDataSource {
  /** Where the next failures happen. */
  public enum Point {
    CONNECT,
    STATEMENT,
    /** Of those that are prepared, as all that write are. */
    PREPARED_STATEMENT,
    BEFORE_COMMIT,
    /** The commit happens, its answer is lost. */
    AFTER_COMMIT,
    NOWHERE
  }

  private final DataSource source;
  private final AtomicInteger left = new AtomicInteger();
  private volatile Point point = Point.NOWHERE;
  private volatile String state;
  private volatile boolean away;
  private volatile CountDownLatch commitsWait;

  /** The number of commits so far. */
  public final AtomicInteger commits = new AtomicInteger();

  public FaultyDataSource(DataSource source) {
    this.source = source;
  }

  /** The next {@code times} calls at a point fail with an SQLState. */
  public void fail(Point where, String sqlState, int times) {
    state = sqlState;
    point = where;
    left.set(times);
  }

  /** While away every call fails, on old connections too. */
  public void away(boolean now) {
    away = now;
  }

  /** From now on commits wait for the latch; null: no more. */
  public void commitsWaitFor(CountDownLatch latch) {
    commitsWait = latch;
  }

  public DataSource proxy() {
    return proxy(
        DataSource.class,
        (method, arguments) -> {
          if (!method.getName().equals("getConnection")) {
            return PooledDataSource.invoke(source, method, arguments);
          }
          check(Point.CONNECT);
          return connection((Connection) PooledDataSource.invoke(source, method, arguments));
        });
  }

  private Connection connection(Connection real) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          switch (method.getName()) {
            case "commit" -> {
              commits.incrementAndGet();
              CountDownLatch latch = commitsWait;
              if (latch != null) {
                latch.await();
              }
              check(Point.BEFORE_COMMIT);
              real.commit();
              check(Point.AFTER_COMMIT);
              return null;
            }
            case "prepareStatement" -> {
              check(Point.STATEMENT);
              check(Point.PREPARED_STATEMENT);
            }
            case "createStatement" -> check(Point.STATEMENT);
            default -> {}
          }
          return PooledDataSource.invoke(real, method, arguments);
        });
  }

  private void check(Point here) throws SQLException {
    if (away) {
      throw new SQLException("away, says the test", "08006");
    }
    if (point == here && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw new SQLException("failed by the test at " + here, state);
    }
  }

  private interface Call {
    Object of(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            FaultyDataSource.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call.of(method, arguments)));
  }
}
