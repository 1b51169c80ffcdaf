package dev.parley.transport.stream;

import dev.parley.protocol.DisconnectCode;
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
   * Writes the last frame of the stream; does not flush.
   *
   * @param code of the end of the session, which the frame tells the client
   */
  default void writeLast(Frame frame, DisconnectCode code, OutputStream out) throws IOException {
    write(frame, out);
  }

  /**
   * What may stand between two frames and means nothing to any client. Not to be changed by who
   * gets it.
   */
  byte[] filler();
}
