package dev.parley.transport.frames;

import dev.parley.protocol.MalformedFrameException;
import dev.parley.protocol.Utf8;
import java.util.Arrays;

/**
 * Decodes the bytes of a client into messages, as RFC 6455 says, wherever the bytes are cut. It
 * holds the received part of a message, and allocates no more than it has received. Used by one
 * thread at a time, the one that reads.
 *
 * <p>Rules W4 and W5 of {@code docs/SPEC.md}.
 */
final class FrameDecoder {
  /** Receives messages and control frames in their order. */
  interface Receiver {
    /**
     * Receives a complete message of the expected kind.
     *
     * @param message UTF-8 if it is text; the receiver owns the array
     */
    void message(byte[] message);

    /** A message of the other kind begins; its content is dropped. */
    void otherKindOfMessage();

    /** Receives a ping; a pong with the same payload must answer it. */
    void ping(byte[] payload);

    /** Receives an answer to a ping. */
    void pong();

    /** Receives a close frame. All that follows is ignored. */
    void close(CloseStatus status);
  }

  /** The part of a frame that the next byte belongs to. */
  private enum Part {
    FIRST,
    SECOND,
    LENGTH,
    MASK,
    PAYLOAD,
    /** After a close frame. */
    OVER
  }

  private static final byte[] NOTHING = {};
  private static final int MOST_OF_CONTROL = 125;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;

  private final int most;
  private final int spoken;
  private final Receiver receiver;

  private Part part = Part.FIRST;
  private boolean last;
  private int opcode;

  /** The bytes of the length, or of the mask, that are missing. */
  private int missing;

  private int lengthForm;
  private long length;
  private int mask;

  /** The received bytes of the payload of this frame. */
  private int come;

  /** The opcode of the message that is not complete; CONTINUATION if there is none. */
  private int message = Opcode.CONTINUATION;

  /** Its payload so far, and the payload of a control frame that comes meanwhile. */
  private byte[] data = NOTHING;

  private int dataSize;
  private byte[] control = NOTHING;

  /**
   * @param most the greatest size of a message in bytes
   * @param spoken the opcode of the expected messages, TEXT or BINARY
   */
  FrameDecoder(int most, int spoken, Receiver receiver) {
    this.most = most;
    this.spoken = spoken;
    this.receiver = receiver;
  }

  /**
   * Decodes the next bytes.
   *
   * @throws FrameException if the connection must be closed; the decoder must not be used again
   */
  void decode(byte[] bytes, int from, int to) throws FrameException {
    int at = from;
    while (at < to && part != Part.OVER) {
      if (part == Part.PAYLOAD) {
        at += payload(bytes, at, to);
      } else {
        head(bytes[at++] & 0xff);
      }
      if (part == Part.PAYLOAD && come == length) {
        part = Part.FIRST;
        endFrame();
      }
    }
  }

  private void head(int next) throws FrameException {
    switch (part) {
      case FIRST -> first(next);
      case SECOND -> second(next);
      case LENGTH -> {
        length = length << 8 | next;
        if (--missing == 0) {
          checkLength();
          expectMask();
        }
      }
      case MASK -> {
        mask = mask << 8 | next;
        if (--missing == 0) {
          beginPayload();
        }
      }
      default -> throw new IllegalStateException(part.name());
    }
  }

  private void first(int next) throws FrameException {
    last = (next & 0x80) != 0;
    opcode = next & 0x0f;
    if ((next & 0x70) != 0) {
      throw protocolError("a reserved bit is set");
    }
    if (!Opcode.isKnown(opcode)) {
      throw protocolError("a reserved opcode");
    }
    if (Opcode.isControl(opcode)) {
      if (!last) {
        throw protocolError("a control frame in fragments");
      }
    } else if ((opcode == Opcode.CONTINUATION) == (message == Opcode.CONTINUATION)) {
      throw protocolError("a fragment out of order");
    }
    part = Part.SECOND;
  }

  private void second(int next) throws FrameException {
    if ((next & 0x80) == 0) {
      throw protocolError("a frame without a mask");
    }
    lengthForm = next & 0x7f;
    if (Opcode.isControl(opcode) && lengthForm > MOST_OF_CONTROL) {
      throw protocolError("a control frame is too long");
    }
    if (lengthForm < LENGTH_OF_16_BITS) {
      length = lengthForm;
      expectMask();
    } else {
      length = 0;
      missing = lengthForm == LENGTH_OF_16_BITS ? 2 : 8;
      part = Part.LENGTH;
    }
  }

  /** A length must have the shortest form, and the first of 64 bits must be zero. */
  private void checkLength() throws FrameException {
    long least = lengthForm == LENGTH_OF_64_BITS ? 0x10000 : LENGTH_OF_16_BITS;
    if (length < least) {
      throw protocolError("an invalid length");
    }
  }

  private void expectMask() throws FrameException {
    if (!Opcode.isControl(opcode) && length > most - dataSize) {
      throw new FrameException(CloseStatus.TOO_BIG, "a message of more than " + most + " bytes");
    }
    missing = 4;
    mask = 0;
    part = Part.MASK;
  }

  private void beginPayload() {
    come = 0;
    part = Part.PAYLOAD;
    if (Opcode.isControl(opcode)) {
      control = length == 0 ? NOTHING : new byte[(int) length];
    } else if (opcode != Opcode.CONTINUATION) {
      message = opcode;
      if (opcode != spoken) {
        receiver.otherKindOfMessage();
      }
    }
  }

  /** Copies the available part of the payload; returns its size. */
  private int payload(byte[] bytes, int from, int to) {
    int count = (int) Math.min(to - from, length - come);
    if (Opcode.isControl(opcode)) {
      unmask(bytes, from, control, come, count);
    } else {
      if (message == spoken) {
        makeRoom(count);
        unmask(bytes, from, data, dataSize, count);
      }
      dataSize += count;
    }
    come += count;
    return count;
  }

  /** Exactly enough for a message in one piece, else twice as much each time. */
  private void makeRoom(int count) {
    int needed = dataSize + count;
    if (needed > data.length) {
      data = Arrays.copyOf(data, dataSize == 0 ? needed : Math.min(2 * needed, most));
    }
  }

  private void unmask(byte[] from, int fromIndex, byte[] to, int toIndex, int count) {
    for (int i = 0; i < count; i++) {
      int shift = 24 - 8 * ((come + i) & 3);
      to[toIndex + i] = (byte) (from[fromIndex + i] ^ mask >> shift);
    }
  }

  private void endFrame() throws FrameException {
    if (Opcode.isControl(opcode)) {
      endControl();
    } else if (last) {
      int ended = message;
      byte[] payload = data;
      int size = dataSize;
      message = Opcode.CONTINUATION;
      data = NOTHING;
      dataSize = 0;
      if (ended == spoken) {
        if (ended == Opcode.TEXT && !Utf8.isText(payload, size)) {
          throw notUtf8();
        }
        receiver.message(size == payload.length ? payload : Arrays.copyOf(payload, size));
      }
    }
  }

  private void endControl() throws FrameException {
    byte[] payload = control;
    control = NOTHING;
    if (opcode == Opcode.PING) {
      receiver.ping(payload);
    } else if (opcode == Opcode.PONG) {
      receiver.pong();
    } else if (opcode == Opcode.CLOSE) {
      part = Part.OVER;
      receiver.close(closeStatus(payload));
    }
  }

  private static CloseStatus closeStatus(byte[] payload) throws FrameException {
    if (payload.length == 0) {
      return new CloseStatus(CloseStatus.NONE, "");
    }
    if (payload.length == 1) {
      throw protocolError("an incomplete close code");
    }
    int code = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    if (!CloseStatus.mayBeSent(code)) {
      throw protocolError("a reserved close code");
    }
    try {
      return new CloseStatus(code, Utf8.decode(payload, 2, payload.length - 2));
    } catch (MalformedFrameException e) {
      throw notUtf8();
    }
  }

  private static FrameException notUtf8() {
    return new FrameException(CloseStatus.NOT_UTF_8, "text that is not UTF-8");
  }

  private static FrameException protocolError(String reason) {
    return new FrameException(CloseStatus.PROTOCOL_ERROR, reason);
  }
}
