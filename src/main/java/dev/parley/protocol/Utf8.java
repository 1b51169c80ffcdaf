package dev.parley.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Checks and decodes text of clients. Holds no state. */
public final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private static final String MARK = "\uFEFF";

  /** How each byte of a character begins that is not its first one. */
  private static final int CONTINUATION = 0x80;

  private static final int CONTINUATION_BITS = 0xc0;

  private Utf8() {}

  /** The text without the byte order mark that some editors write. */
  public static String withoutMark(String text) {
    return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
  }

  /** Whether these bytes are valid UTF-8. */
  public static boolean isText(byte[] bytes, int length) {
    if (isAscii(bytes, length)) {
      return true;
    }
    try {
      decode(bytes, 0, length);
      return true;
    } catch (MalformedFrameException e) {
      return false;
    }
  }

  /** Most text is, and then nothing has to be made of it to know. */
  private static boolean isAscii(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether text can be encoded as UTF-8: half a surrogate pair cannot. */
  static boolean isUnicode(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** The beginning of a text that has at most so many bytes in UTF-8, cut between characters. */
  public static String cut(String text, int mostBytes) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int size = Math.min(bytes.length, mostBytes);
    while (size < bytes.length && (bytes[size] & CONTINUATION_BITS) == CONTINUATION) {
      size--;
    }
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }

  static String decode(byte[] bytes) throws MalformedFrameException {
    return decode(bytes, 0, bytes.length);
  }

  /**
   * Decodes bytes.
   *
   * @throws MalformedFrameException when they are not valid UTF-8
   */
  public static String decode(byte[] bytes, int from, int length) throws MalformedFrameException {
    // The fastest way by far, but it replaces invalid bytes by a character.
    String text = new String(bytes, from, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
      } catch (CharacterCodingException e) {
        throw new MalformedFrameException("text must be UTF-8");
      }
    }
    return text;
  }
}
