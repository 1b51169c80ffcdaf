package dev.parley.protocol;

import java.util.List;

/**
 * A variant of the protocol. It decodes frames of commands and encodes replies and pushes, each as
 * a frame that can be joined with others.
 *
 * <p>Immutable; safe for all threads.
 */
public interface Codec {
  /**
   * Decodes the commands of one frame, in their order, at least one.
   *
   * @param frame the received bytes; they are not kept
   * @throws MalformedFrameException when the frame cannot be decoded, or a command has no id or no
   *     known name
   */
  List<Command> decode(byte[] frame) throws MalformedFrameException;

  /**
   * Decodes a request that carries a frame of commands.
   *
   * @param body the received bytes; they are not kept
   * @throws MalformedFrameException when it cannot be decoded, or a field is missing
   */
  EmulationRequest emulation(byte[] body) throws MalformedFrameException;

  /** A reply with a result. */
  Frame reply(int id, Result result);

  /**
   * A reply with an error.
   *
   * @param id of the command; 0 if it has none
   */
  Frame error(int id, ErrorCode code, String message);

  /** A push. */
  Frame push(Push push);

  /** The ping of the server: a message without fields. */
  Frame ping();

  /** Joins frames to one, in their order; there must be at least one. */
  Frame join(List<Frame> frames);

  /** The number of bytes that {@link #join} puts between two frames. */
  int separatorBytes();

  /** Whether its frames are binary, and not text. */
  boolean isBinary();
}
