package dev.parley.transport.uni;

import dev.parley.protocol.Frame;
import dev.parley.transport.stream.StreamFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One event a push, with an id that says up to where the client has heard each of its channels: a
 * browser sends the last one when it connects again. A client that is to stay away is told to wait
 * for a day before it does. Source: WHATWG HTML, section 9.2 (server-sent events). Belongs to one
 * stream.
 */
final class PushEvents implements StreamFormat {
  private static final byte[] ID = bytes("id: ");
  private static final byte[] DATA = bytes("data: ");
  private static final byte[] COMMENT = bytes(":\n\n");
  private static final byte[] STAY_AWAY = bytes("retry: 86400000\n");

  private final ChannelPositions positions = new ChannelPositions();

  @Override
  public String contentType() {
    return "text/event-stream";
  }

  @Override
  public void write(Frame frame, OutputStream out) throws IOException {
    for (byte[] push : frame.lines()) {
      if (positions.hear(push)) {
        out.write(ID);
        out.write(bytes(positions.id()));
        out.write('\n');
      }
      if (positions.isOver()) {
        out.write(STAY_AWAY);
      }
      out.write(DATA);
      out.write(push);
      out.write('\n');
      out.write('\n');
    }
  }

  @Override
  public byte[] filler() {
    return COMMENT;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
