package dev.parley.transport.stream;

import dev.parley.protocol.Frame;
import java.io.IOException;
import java.io.OutputStream;

/** Writes Protobuf messages as they are: each begins with its length. */
final class DelimitedFormat implements StreamFormat {
  /** An empty push (field 4), two bytes long. An empty message would be a ping. */
  private static final byte[] FILLER = {2, 4 << 3 | 2, 0};

  @Override
  public String contentType() {
    return RequestCodec.BYTES;
  }

  @Override
  public void write(Frame frame, OutputStream out) throws IOException {
    out.write(frame.payload());
  }

  @Override
  public byte[] filler() {
    return FILLER;
  }
}
