package dev.parley.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Checks and decodes text of clients. Holds no state. */
public final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private static final String MARK = "\uFEFF";

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
