package dev.parley.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One or more messages ready for the wire, joined by {@code \n} and encoded once. Immutable, so
 * that one frame serves all subscribers of a channel.
 */
public final class Frame {
  private static final byte SEPARATOR = '\n';

  private final byte[] payload;

  private Frame(byte[] payload) {
    this.payload = payload;
  }

  /** A frame of this text. */
  public static Frame of(String text) {
    return new Frame(text.getBytes(StandardCharsets.UTF_8));
  }

  /** One frame of several, in their order. */
  public static Frame join(List<Frame> frames) {
    if (frames.size() == 1) {
      return frames.get(0);
    }
    int bytes = frames.size() - 1;
    for (Frame frame : frames) {
      bytes += frame.payload.length;
    }
    byte[] joined = new byte[Math.max(bytes, 0)];
    int at = 0;
    for (Frame frame : frames) {
      if (at > 0) {
        joined[at++] = SEPARATOR;
      }
      System.arraycopy(frame.payload, 0, joined, at, frame.payload.length);
      at += frame.payload.length;
    }
    return new Frame(joined);
  }

  /** How many bytes a text has in UTF-8. */
  public static int utf8Length(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes += 1;
      } else if (c < 0x800 || Character.isSurrogate(c)) {
        bytes += 2;
      } else {
        bytes += 3;
      }
    }
    return bytes;
  }

  /** What is sent, in UTF-8. Shared by all who send it: not to be changed. */
  public byte[] payload() {
    return payload;
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
