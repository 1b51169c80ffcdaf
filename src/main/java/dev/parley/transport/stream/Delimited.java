package dev.parley.transport.stream;

import dev.parley.protocol.Frame;
import java.io.IOException;
import java.io.OutputStream;

/** Protobuf messages as they are: each has its length before it. */
final class Delimited implements StreamFormat {
  @Override
  public String contentType() {
    return RequestCodec.BYTES;
  }

  @Override
  public void write(Frame frame, OutputStream out) throws IOException {
    out.write(frame.payload());
  }
}
