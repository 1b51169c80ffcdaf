package dev.parley.protocol;

import java.util.List;
import java.util.Objects;

/**
 * One or more messages ready for the wire, joined by {@code \n}. Immutable, so that one frame
 * serves all subscribers of a channel.
 *
 * @param text what is sent
 * @param bytes its length in UTF-8, counted once
 */
public record Frame(String text, int bytes) {
  /** Checks that there is something to send. */
  public Frame {
    Objects.requireNonNull(text, "text");
  }

  /** A frame of this text. */
  public static Frame of(String text) {
    return new Frame(text, utf8Length(text));
  }

  /** One frame of several, in their order. */
  public static Frame join(List<Frame> frames) {
    if (frames.size() == 1) {
      return frames.get(0);
    }
    int bytes = frames.size() - 1;
    int chars = frames.size() - 1;
    for (Frame frame : frames) {
      bytes += frame.bytes;
      chars += frame.text.length();
    }
    StringBuilder joined = new StringBuilder(chars);
    for (Frame frame : frames) {
      if (joined.length() > 0) {
        joined.append('\n');
      }
      joined.append(frame.text);
    }
    return new Frame(joined.toString(), bytes);
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
}
