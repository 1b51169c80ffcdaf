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
  private final byte[] payload;

  private Frame(byte[] payload) {
    this.payload = payload;
  }

  /** A frame of this text. */
  public static Frame of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A frame of these bytes; the array is not copied and must not be changed afterwards. */
  static Frame of(byte[] payload) {
    return new Frame(payload);
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
    return new Frame(joined);
  }

  /** What is sent. Shared by all who send it: not to be changed. */
  public byte[] payload() {
    return payload;
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

  /** How many bytes are sent. */
  public int bytes() {
    return payload.length;
  }

  /** What is sent, as text; for people and tests. */
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
