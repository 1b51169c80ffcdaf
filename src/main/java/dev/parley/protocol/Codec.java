package dev.parley.protocol;

import java.util.List;

/**
 * A variant of the protocol: frames of commands in, replies and pushes out, each of them a frame of
 * its own that can be joined with others. Both variants say the same, in other bytes.
 *
 * <p>Immutable; safe for all threads.
 */
public interface Codec {
  /**
   * The commands of one frame, in order, at least one.
   *
   * @param frame the bytes that were received; they are not kept
   * @throws MalformedFrameException when the frame as a whole cannot be understood, or a command
   *     has no id or no known name
   */
  List<Command> decode(byte[] frame) throws MalformedFrameException;

  /**
   * Reads a request that brings a frame of commands.
   *
   * @param body the bytes that were received; they are not kept
   * @throws MalformedFrameException when it cannot be understood, or a field is missing
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

  /** One frame of several, in their order, at least one. */
  Frame join(List<Frame> frames);

  /** How many bytes {@link #join} puts between two frames. */
  int separatorBytes();

  /** Whether its frames are bytes that are no text. */
  boolean isBinary();
}
