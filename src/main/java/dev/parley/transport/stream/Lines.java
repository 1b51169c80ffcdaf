package dev.parley.transport.stream;

import dev.parley.protocol.Frame;
import java.io.IOException;
import java.io.OutputStream;

/** One JSON object a line. */
public final class Lines implements StreamFormat {
  @Override
  public String contentType() {
    return "application/x-ndjson";
  }

  @Override
  public void write(Frame frame, OutputStream out) throws IOException {
    out.write(frame.payload());
    out.write('\n');
  }
}
