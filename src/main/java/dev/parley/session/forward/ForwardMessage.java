package dev.parley.session.forward;

import dev.parley.cluster.FieldReader;
import dev.parley.cluster.FieldWriter;
import dev.parley.protocol.Payload;
import dev.parley.session.forward.CommandForwarder.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The messages between members about forwarded frames of commands, and their format. */
sealed interface ForwardMessage {
  byte FRAME_PART = 1;
  byte ANSWER = 2;

  /** The bytes of a frame in one message: with the other fields it stays below the limit. */
  int PART_BYTES = 48 * 1024;

  /** The number of the frame, which its sender has chosen. */
  long number();

  /** Encodes the message: a kind, then the fields. */
  byte[] write();

  /**
   * A part of a frame, for the member that holds the session.
   *
   * @param key of the session
   * @param part counted from 0
   * @param parts how many the frame has
   */
  record FramePart(long number, String key, int part, int parts, Payload data)
      implements ForwardMessage {
    @Override
    public byte[] write() {
      return new FieldWriter()
          .put(FRAME_PART)
          .put(number)
          .put(key)
          .put(part)
          .put(parts)
          .put(data)
          .bytes();
    }

    /** Encodes all parts of a frame. */
    static List<byte[]> parts(long number, String key, byte[] frame) {
      int parts = Math.max(1, (frame.length + PART_BYTES - 1) / PART_BYTES);
      List<byte[]> messages = new ArrayList<>(parts);
      for (int part = 0; part < parts; part++) {
        int from = part * PART_BYTES;
        byte[] data = Arrays.copyOfRange(frame, from, Math.min(frame.length, from + PART_BYTES));
        messages.add(new FramePart(number, key, part, parts, Payload.bytes(data)).write());
      }
      return messages;
    }
  }

  /** The answer to a frame. */
  record Answered(long number, Outcome outcome) implements ForwardMessage {
    @Override
    public byte[] write() {
      byte accepted = (byte) (outcome == Outcome.ACCEPTED ? 1 : 0);
      return new FieldWriter().put(ANSWER).put(number).put(accepted).bytes();
    }
  }

  /**
   * Decodes a message; null when its kind is not known, because a later version may have more.
   *
   * @throws RuntimeException when the fields do not fit the kind
   */
  static ForwardMessage read(byte[] message) {
    FieldReader in = new FieldReader(ByteBuffer.wrap(message));
    return switch (in.readByte()) {
      case FRAME_PART ->
          new FramePart(in.readLong(), in.readText(), in.readInt(), in.readInt(), in.readData());
      case ANSWER ->
          new Answered(in.readLong(), in.readByte() == 1 ? Outcome.ACCEPTED : Outcome.UNKNOWN);
      default -> null;
    };
  }
}
