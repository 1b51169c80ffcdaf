package dev.parley.transport.stream;

import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import java.io.IOException;
import java.io.OutputStream;

/** Writes the frames of one stream into its response. Used by one thread at a time. */
public interface StreamFormat {
  /** The content type of the response. */
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
   * Bytes that may stand between two frames and mean nothing to a client: a probe. Callers must not
   * change them.
   */
  byte[] filler();
}
