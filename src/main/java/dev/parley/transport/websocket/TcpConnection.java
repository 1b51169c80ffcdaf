package dev.parley.transport.websocket;

import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * What the servlet API has no word for: to end a TCP connection for good, and a write that is
 * stuck. A {@link WebConnection} that was closed is read on by Open Liberty (26.0.0.3) as if
 * another request could follow, for half a minute, and browsers wait for its end; and whoever is in
 * a write is let go of by nothing, no interrupt and no close. Its own objects can do both, but are
 * no API; so it is done by reflection. On other servers there is nothing of it, and what the API
 * does has to do. Safe for all threads.
 */
final class TcpConnection {
  private static final System.Logger LOG = System.getLogger(TcpConnection.class.getName());

  private static final IOException NO_OTHER_REQUEST = new IOException("WebSocket");

  /** {@code TCPRequestContext.IMMED_TIMEOUT}: the time for what is under way is over now. */
  private static final int OVER_NOW = -2;

  private final WebConnection connection;

  TcpConnection(WebConnection connection) {
    this.connection = connection;
  }

  /**
   * Closes it. Nobody may be in a write, or Liberty waits for him. Waits for the end of a read,
   * unless the thread that reads calls.
   */
  void close() {
    doNotReuse();
    try {
      connection.close();
    } catch (Exception e) { // declared by AutoCloseable
      LOG.log(System.Logger.Level.DEBUG, "a connection was gone before it was closed", e);
    }
  }

  /** A connection whose streams could not be closed well serves no other request. */
  private void doNotReuse() {
    try {
      Field failure = connection.getClass().getDeclaredField("closeUpgradeException");
      failure.setAccessible(true);
      failure.set(connection, NO_OTHER_REQUEST);
    } catch (ReflectiveOperationException e) {
      LOG.log(System.Logger.Level.DEBUG, "the server ends the connection in its own time", e);
    }
  }

  /** Has a write that is under way fail. It may miss one that has only just begun to wait. */
  void endWrite() {
    try {
      Method tcp = connection.getClass().getMethod("getTCPConnectionContext");
      Method writes = tcp.getReturnType().getMethod("getWriteInterface");
      writes
          .getReturnType()
          .getMethod("write", long.class, int.class)
          .invoke(writes.invoke(tcp.invoke(connection)), 0L, OVER_NOW);
    } catch (ReflectiveOperationException e) {
      LOG.log(System.Logger.Level.DEBUG, "the server ends the write in its own time", e);
    }
  }
}
