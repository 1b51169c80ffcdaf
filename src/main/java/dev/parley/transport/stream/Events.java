package dev.parley.transport.stream;

import dev.parley.protocol.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One event a frame, one line of data for each of its messages, which a client gets back with line
 * breaks between them: a frame as it was. Source: WHATWG HTML, section 9.2 (server-sent events).
 */
final class Events implements StreamFormat {
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

  @Override
  public String contentType() {
    return "text/event-stream";
  }

  @Override
  public void write(Frame frame, OutputStream out) throws IOException {
    byte[] payload = frame.payload();
    int start = 0;
    for (int i = 0; i <= payload.length; i++) {
      if (i == payload.length || payload[i] == '\n') {
        out.write(DATA);
        out.write(payload, start, i - start);
        out.write('\n');
        start = i + 1;
      }
    }
    out.write('\n');
  }
}
