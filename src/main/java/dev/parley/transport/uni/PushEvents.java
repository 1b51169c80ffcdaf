package dev.parley.transport.uni;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.transport.stream.StreamFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes each push as one event. The id of an event holds the client's position in each of its
 * channels; a browser sends the last id when it connects again. A client that must not come back is
 * told to wait for a day before it does. Source: WHATWG HTML, section 9.2 (server-sent events).
 * Belongs to one stream.
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
    for (Frame push : frame.messages()) {
      if (positions.apply(push.positions())) {
        out.write(ID);
        out.write(bytes(positions.id()));
        out.write('\n');
      }
      out.write(DATA);
      out.write(push.payload());
      out.write('\n');
      out.write('\n');
    }
  }

  @Override
  public void writeLast(Frame frame, DisconnectCode code, OutputStream out) throws IOException {
    if (!code.reconnects()) {
      out.write(STAY_AWAY);
    }
    write(frame, out);
  }

  @Override
  public byte[] filler() {
    return COMMENT;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
