package dev.parley.transport.uni;

import dev.parley.protocol.Frame;
import dev.parley.transport.stream.StreamFormat;
import java.io.IOException;
import java.io.OutputStream;

/** One push a line. */
final class PushLines implements StreamFormat {
  @Override
  public String contentType() {
    return "application/x-ndjson";
  }

  @Override
  public void write(Frame frame, OutputStream out) throws IOException {
    Pushes.forEach(
        frame,
        (bytes, start, length) -> {
          out.write(bytes, start, length);
          out.write('\n');
        });
  }
}
