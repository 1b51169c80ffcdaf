package dev.parley.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One or more messages ready for the wire, encoded once by a {@link Codec}. Immutable, so that one
 * frame serves all subscribers of a channel.
 */
public final class Frame {
  /**
   * Stands for a ping of the transport's own, where the client knows none: it holds no bytes, and
   * is compared by identity.
   */
  public static final Frame PING = new Frame(new byte[0], List.of(), List.of());

  private final byte[] payload;
  private final List<PositionChange> positions;

  /** The messages that this frame was joined of; empty if it is one, or its codec keeps none. */
  private final List<Frame> messages;

  private Frame(byte[] payload, List<PositionChange> positions, List<Frame> messages) {
    this.payload = payload;
    this.positions = positions;
    this.messages = messages;
  }

  /** A frame of this text. */
  public static Frame of(String text) {
    return of(text, List.of());
  }

  /** A frame of one message that changes these positions of the client that gets it. */
  static Frame of(String text, List<PositionChange> positions) {
    return new Frame(text.getBytes(StandardCharsets.UTF_8), positions, List.of());
  }

  /** A frame of these bytes; the array is not copied and must not be changed afterwards. */
  static Frame of(byte[] payload) {
    return new Frame(payload, List.of(), List.of());
  }

  /** One frame of several, in their order, with a separator between two of them. */
  static Frame join(List<Frame> frames, byte... separator) {
    if (frames.size() == 1) {
      return frames.get(0);
    }
    int bytes = Math.max(0, frames.size() - 1) * separator.length;
    for (Frame frame : frames) {
      bytes += frame.payload.length;
    }
    byte[] joined = new byte[bytes];
    int at = 0;
    for (Frame frame : frames) {
      if (at > 0) {
        System.arraycopy(separator, 0, joined, at, separator.length);
        at += separator.length;
      }
      System.arraycopy(frame.payload, 0, joined, at, frame.payload.length);
      at += frame.payload.length;
    }
    return of(joined);
  }

  /** This frame, which was joined of these frames, with their messages. */
  Frame withMessages(List<Frame> frames) {
    if (frames.size() == 1) {
      return this;
    }
    List<Frame> all = new ArrayList<>(frames.size());
    frames.forEach(frame -> all.addAll(frame.messages()));
    return new Frame(payload, List.of(), all);
  }

  /** The bytes to send. All senders share them and must not change them. */
  public byte[] payload() {
    return payload;
  }

  /**
   * The messages of this frame as frames of their own, without copies, where {@link PushCodec} has
   * made it. The only message of a frame is the frame itself.
   */
  public List<Frame> messages() {
    return messages.isEmpty() ? List.of(this) : messages;
  }

  /**
   * The positions that this message changes. Only a frame of one message that {@link PushCodec} has
   * encoded has any.
   */
  public List<PositionChange> positions() {
    return positions;
  }

  /** The messages of a frame of text, one by one. Copies, if there are several. */
  public List<byte[]> lines() {
    List<byte[]> lines = new ArrayList<>(1);
    int start = 0;
    for (int i = 0; i < payload.length; i++) {
      if (payload[i] == '\n') {
        lines.add(Arrays.copyOfRange(payload, start, i));
        start = i + 1;
      }
    }
    lines.add(start == 0 ? payload : Arrays.copyOfRange(payload, start, payload.length));
    return lines;
  }

  /** The number of bytes to send. */
  public int bytes() {
    return payload.length;
  }

  /** The payload as text; for people and tests. */
  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Frame frame && Arrays.equals(payload, frame.payload);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(payload);
  }

  @Override
  public String toString() {
    return text();
  }
}
