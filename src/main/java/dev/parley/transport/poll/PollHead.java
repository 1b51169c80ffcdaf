package dev.parley.transport.poll;

import dev.parley.protocol.Fields;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.MalformedFrameException;
import dev.parley.protocol.ProtocolException;
import java.util.List;

/**
 * The first line of a request: which session it is of, and its place among the requests of its
 * kind. What follows it is a frame of commands.
 *
 * @param poll the session, as its opening was answered
 * @param turn 1 for the first request of its kind, and so on
 * @param ack the latest batch that has arrived; 0 if none has
 */
record PollHead(String poll, long turn, long ack) {
  private static final int MOST_CHARACTERS = 1024;

  /**
   * Reads it.
   *
   * @throws MalformedFrameException with a sentence that says what is wrong
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

  /** What follows the first line; empty if nothing does. */
  static String frame(String body) {
    int end = body.indexOf('\n');
    return end < 0 ? "" : body.substring(end + 1);
  }
}
