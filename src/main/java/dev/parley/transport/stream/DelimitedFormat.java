package dev.parley.transport.stream;

import dev.parley.protocol.Frame;
import java.io.IOException;
import java.io.OutputStream;

/** Protobuf messages as they are: each has its length before it. */
final class DelimitedFormat implements StreamFormat {
  /** Two bytes: a push (field 4) of nothing. A message of no bytes would be a ping. */
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
