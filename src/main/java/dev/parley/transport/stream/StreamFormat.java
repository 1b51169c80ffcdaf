package dev.parley.transport.stream;

import dev.parley.protocol.Frame;
import java.io.IOException;
import java.io.OutputStream;

/** How the frames of one stream stand in its response. Used by one thread at a time. */
public interface StreamFormat {
  /** What the response says it is. */
  String contentType();

  /** Writes a frame; does not flush. */
  void write(Frame frame, OutputStream out) throws IOException;

  /**
   * What may stand between two frames and means nothing to any client. Not to be changed by who
   * gets it.
   */
  byte[] filler();
}
