package dev.parley.transport.poll;

import dev.parley.protocol.Frame;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The answer to a poll: a line of its own, then a frame of the protocol. Immutable.
 *
 * @param fields the fields of the line, as JSON without braces
 * @param frame null if there is none
 */
record PollResponse(String fields, Frame frame) {
  /** No batch: the client polls again. */
  static final PollResponse EMPTY = new PollResponse("", null);

  /** A batch; the client acknowledges its number. */
  static PollResponse batch(long number, Frame frame) {
    return new PollResponse("\"batch\":" + number, frame);
  }

  /**
   * The session has ended.
   *
   * @param push tells the client why
   */
  static PollResponse end(Frame push) {
    return new PollResponse("\"end\":true", push);
  }

  /** This answer with other fields before its own. */
  PollResponse after(String others) {
    String both = others.isEmpty() || fields.isEmpty() ? others + fields : others + "," + fields;
    return new PollResponse(both, frame);
  }

  /** Writes the response, without its status. */
  void write(HttpServletResponse response) throws IOException {
    byte[] line = line();
    response.setContentType("application/x-ndjson");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(line.length + (frame == null ? 0 : frame.bytes()));
    OutputStream out = response.getOutputStream();
    out.write(line);
    if (frame != null) {
      out.write(frame.payload());
    }
  }

  /** The line, with its end. */
  byte[] line() {
    return ("{" + fields + "}\n").getBytes(StandardCharsets.UTF_8);
  }
}
