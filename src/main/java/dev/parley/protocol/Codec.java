package dev.parley.protocol;

import java.util.List;

/**
 * A variant of the protocol. It decodes frames of commands and encodes replies and pushes, each as
 * a frame that can be joined with others.
 *
 * <p>Safe for all threads, except that frames of one client are decoded one after the other.
 */
public interface Codec extends PushEncoder {
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

  /**
   * A reply with a result.
   *
   * @return null if its client is not told
   */
  Frame reply(int id, Result result);

  /**
   * A reply with an error.
   *
   * @param id of the command; 0 if it has none
   */
  Frame error(int id, ErrorCode code, String message);

  /** The ping of the server: a message without fields, or {@link Frame#PING}. */
  Frame ping();

  /**
   * Encodes the pushes of one channel as this codec does. It is the same for all clients that get
   * the same bytes, so that a publication is encoded once for them.
   */
  default PushEncoder encoder(String channel) {
    return this;
  }

  /** Whether its frames are binary, and not text. */
  boolean isBinary();
}
