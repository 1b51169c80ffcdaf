package dev.parley.transport.poll;

import dev.parley.protocol.Fields;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.MalformedFrameException;
import dev.parley.protocol.ProtocolException;
import java.util.List;

/**
 * The first line of a request: its session, and its number among the requests of its kind. A frame
 * of commands may follow.
 *
 * @param poll the id of the session, from the answer to its opening
 * @param turn 1 for the first request of its kind, and so on
 * @param ack the latest batch that the client has; 0 if none
 */
record PollHead(String poll, long turn, long ack) {
  private static final int MOST_CHARACTERS = 1024;

  /**
   * Reads it.
   *
   * @throws MalformedFrameException with a message for the client
   */
  static PollHead of(String body, JsonReader reader) throws MalformedFrameException {
    List<Fields> lines = reader.objects(line(body), 1, 1, name -> false);
    if (lines.isEmpty()) {
      throw new MalformedFrameException("the first line must be an object with poll");
    }
    Fields line = lines.get(0);
    try {
      return new PollHead(
          line.needText("poll"),
          line.number("turn", 0, 0, Long.MAX_VALUE),
          line.number("ack", 0, 0, Long.MAX_VALUE));
    } catch (ProtocolException e) {
      throw new MalformedFrameException(e.getMessage());
    }
  }

  private static String line(String body) throws MalformedFrameException {
    int end = body.indexOf('\n');
    String line = end < 0 ? body : body.substring(0, end);
    if (line.length() > MOST_CHARACTERS) {
      throw new MalformedFrameException("the first line is too long");
    }
    return line;
  }

  /** The body after the first line; empty if there is none. */
  static String frame(String body) {
    int end = body.indexOf('\n');
    return end < 0 ? "" : body.substring(end + 1);
  }
}
