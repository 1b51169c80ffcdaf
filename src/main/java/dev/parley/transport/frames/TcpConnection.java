package dev.parley.transport.frames;

import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Ends a TCP connection, and a write that is stuck; the servlet API can do neither. Open Liberty
 * (26.0.0.3) reads a closed {@link WebConnection} for another half minute, as if a request could
 * follow, and browsers wait for the end. A blocked write ends by no interrupt and no close. Objects
 * of Liberty can do both, but are no API, so this class uses reflection. On other servers it does
 * only what the API does: there, a close from another thread ends the write. Safe for all threads.
 */
final class TcpConnection {
  private static final System.Logger LOG = System.getLogger(TcpConnection.class.getName());

  private static final IOException NO_OTHER_REQUEST = new IOException("WebSocket");

  /** {@code TCPRequestContext.IMMED_TIMEOUT}: what is under way times out now. */
  private static final int OVER_NOW = -2;

  private final WebConnection connection;

  TcpConnection(WebConnection connection) {
    this.connection = connection;
  }

  /**
   * Closes it. No thread may write, because Liberty would wait for it. Waits for the end of a read,
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

  /** Makes Liberty believe that a stream has failed: it then reads no other request. */
  private void doNotReuse() {
    try {
      Field failure = connection.getClass().getDeclaredField("closeUpgradeException");
      failure.setAccessible(true);
      failure.set(connection, NO_OTHER_REQUEST);
    } catch (ReflectiveOperationException e) {
      LOG.log(System.Logger.Level.DEBUG, "the server ends the connection in its own time", e);
    }
  }

  /** Lets a write that is under way fail. It may miss one that has only just begun to wait. */
  void endWrite() {
    try {
      Method tcp = connection.getClass().getMethod("getTCPConnectionContext");
      Method writes = tcp.getReturnType().getMethod("getWriteInterface");
      writes
          .getReturnType()
          .getMethod("write", long.class, int.class)
          .invoke(writes.invoke(tcp.invoke(connection)), 0L, OVER_NOW);
    } catch (ReflectiveOperationException e) {
      LOG.log(System.Logger.Level.DEBUG, "not on Open Liberty: the close ends the write", e);
      close();
    }
  }
}
