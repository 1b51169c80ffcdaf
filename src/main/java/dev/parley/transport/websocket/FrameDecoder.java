package dev.parley.transport.websocket;

import dev.parley.protocol.MalformedFrameException;
import dev.parley.protocol.Utf8;
import java.util.Arrays;

/**
 * Makes messages of the bytes that a client sends, as RFC 6455 says, however they are cut. Keeps
 * what has come of a message, never more than the bytes that have come. Used by the thread that
 * reads, of which there is one at a time.
 *
 * <p>Rules W4 and W5 of {@code docs/SPEC.md}.
 */
final class FrameDecoder {
  /** Is told what has come, in the order in which it has. */
  interface Receiver {
    /**
     * A message of the kind that is spoken, put together of its fragments.
     *
     * @param message UTF-8 if it is text; the receiver's own
     */
    void message(byte[] message);

    /** A message of the other kind begins. What it holds is not kept. */
    void otherKind();

    /** A ping, to be answered by a pong with the same payload. */
    void ping(byte[] payload);

    /** The client closes. Nothing that follows is looked at. */
    void close(CloseStatus status);
  }

  /** Where in a frame the next byte stands. */
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

  /** Bytes of the length, or of the mask, that are still to come. */
  private int missing;

  private int lengthForm;
  private long length;
  private int mask;

  /** Bytes of the payload of this frame that have come. */
  private int come;

  /** The opcode of the message that is not complete; CONTINUATION if there is none. */
  private int message = Opcode.CONTINUATION;

  /** Its payload so far, and the payload of a control frame that comes meanwhile. */
  private byte[] data = NOTHING;

  private int dataSize;
  private byte[] control = NOTHING;

  /**
   * @param most the bytes that a message may have
   * @param spoken the opcode of the messages that are understood, TEXT or BINARY
   */
  FrameDecoder(int most, int spoken, Receiver receiver) {
    this.most = most;
    this.spoken = spoken;
    this.receiver = receiver;
  }

  /**
   * Takes the next bytes.
   *
   * @throws FrameException if the connection is to be closed; the decoder must not be used again
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
      throw broken("a reserved bit is set");
    }
    if (!Opcode.isKnown(opcode)) {
      throw broken("an opcode that is reserved");
    }
    if (Opcode.isControl(opcode)) {
      if (!last) {
        throw broken("a control frame in fragments");
      }
    } else if ((opcode == Opcode.CONTINUATION) == (message == Opcode.CONTINUATION)) {
      throw broken("a fragment out of order");
    }
    part = Part.SECOND;
  }

  private void second(int next) throws FrameException {
    if ((next & 0x80) == 0) {
      throw broken("a frame without a mask");
    }
    lengthForm = next & 0x7f;
    if (Opcode.isControl(opcode) && lengthForm > MOST_OF_CONTROL) {
      throw broken("a control frame that is too long");
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

  /** The shortest form has to be used, and the first of 64 bits is zero. */
  private void checkLength() throws FrameException {
    long least = lengthForm == LENGTH_OF_64_BITS ? 0x10000 : LENGTH_OF_16_BITS;
    if (length < least) {
      throw broken("a length that no frame can have");
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
        receiver.otherKind();
      }
    }
  }

  /** Takes what there is of the payload; returns how much that is. */
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

  /** For a message that comes whole just enough, otherwise twice as much each time. */
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
      throw broken("half a close code");
    }
    int code = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    if (!CloseStatus.mayBeSent(code)) {
      throw broken("a close code that is reserved");
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

  private static FrameException broken(String reason) {
    return new FrameException(CloseStatus.PROTOCOL_ERROR, reason);
  }
}
