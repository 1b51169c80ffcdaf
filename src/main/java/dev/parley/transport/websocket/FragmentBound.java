package dev.parley.transport.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;

/**
 * Bounds the fragments of a message together. Liberty bounds each of them, and takes a length of
 * 2^63 or more for a negative one: then it may read the same fragment again, for ever, also when
 * the connection has been closed. Whoever is handed each fragment can end that. Used by the
 * container's thread that reads, of which there is one at a time.
 */
final class FragmentBound {
  private static final System.Logger LOG = System.getLogger(FragmentBound.class.getName());

  private static final CloseReason TOO_BIG =
      new CloseReason(
          CloseReason.CloseCodes.TOO_BIG, "the fragments of a message are too many or too large");

  private final Session connection;
  private final long most;
  private long sum;

  /**
   * @param most the bytes that a message may have; each fragment counts as one at least
   */
  FragmentBound(Session connection, long most) {
    this.connection = connection;
    this.most = most;
  }

  /**
   * Counts a fragment, or a message that comes whole. Does not return when it is too much: then the
   * connection is closed, and Liberty stops reading what it has of it.
   */
  void add(int bytes, boolean last) {
    sum += Math.max(bytes, 1);
    if (sum > most) {
      end();
    }
    if (last) {
      sum = 0;
    }
  }

  private void end() {
    try {
      if (connection.isOpen()) {
        connection.close(TOO_BIG);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a connection was gone before it was closed", e);
    }
    // The one failure of a handler that makes Liberty leave its loop, as after text that is not
    // UTF-8. Any other is told to onError, and the loop goes on.
    throwUndeclared(new CharacterCodingException());
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> void throwUndeclared(Exception failure) throws E {
    throw (E) failure;
  }
}
