package dev.parley.transport.stream;

import dev.parley.protocol.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One event a frame, one line of data for each of its messages, which a client gets back with line
 * breaks between them: a frame as it was. Source: WHATWG HTML, section 9.2 (server-sent events).
 */
final class EventFormat implements StreamFormat {
  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String contentType() {
    return "text/event-stream";
  }

  @Override
  public void write(Frame frame, OutputStream out) throws IOException {
    for (byte[] message : frame.lines()) {
      out.write(DATA);
      out.write(message);
      out.write('\n');
    }
    out.write('\n');
  }

  @Override
  public byte[] filler() {
    return COMMENT;
  }
}
