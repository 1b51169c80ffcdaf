package dev.parley.transport.stream;

import dev.parley.protocol.Frame;
import java.io.IOException;
import java.io.OutputStream;

/** One JSON object a line. */
public final class LineFormat implements StreamFormat {
  /** White space before the next object; an empty line would be no JSON. */
  private static final byte[] FILLER = {' '};

  @Override
  public String contentType() {
    return "application/x-ndjson";
  }

  @Override
  public void write(Frame frame, OutputStream out) throws IOException {
    out.write(frame.payload());
    out.write('\n');
  }

  @Override
  public byte[] filler() {
    return FILLER;
  }
}
