package dev.parley.transport.poll;

import dev.parley.protocol.Frame;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a poll is answered: a line of its own, and then a frame of the protocol. Immutable.
 *
 * @param fields those of the line, as JSON without braces
 * @param frame null if there is none
 */
record PollResponse(String fields, Frame frame) {
  /** Nothing has come; poll again. */
  static final PollResponse EMPTY = new PollResponse("", null);

  /** The next frame, to be acknowledged by its number. */
  static PollResponse batch(long number, Frame frame) {
    return new PollResponse("\"batch\":" + number, frame);
  }

  /**
   * The session has ended.
   *
   * @param push says why
   */
  static PollResponse end(Frame push) {
    return new PollResponse("\"end\":true", push);
  }

  /** The same, with other fields before those of its line. */
  PollResponse after(String others) {
    String both = others.isEmpty() || fields.isEmpty() ? others + fields : others + "," + fields;
    return new PollResponse(both, frame);
  }

  /** Writes all of a response but its status. */
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
