package dev.parley.transport.frames;

import dev.parley.protocol.Codec;

/** What a frame is, RFC 6455, section 5.2. */
final class Opcode {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private Opcode() {}

  /** Of the messages of a codec. */
  static int of(Codec codec) {
    return codec.isBinary() ? BINARY : TEXT;
  }

  /** Control frames may come between the fragments of a message. */
  static boolean isControl(int opcode) {
    return opcode >= CLOSE;
  }

  static boolean isKnown(int opcode) {
    return opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
  }
}
