package dev.parley.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Takes secrets byte for byte, from a file or the environment, or says why it cannot. No message
 * holds anything of a secret. Holds no state.
 */
final class SecretText {
  /** What follows the key of a secret in the key of the file that holds it. */
  static final String FILE_SUFFIX = "-file";

  private static final int MOST_BYTES = 64 * 1024;
  private static final char NOT_DECODED = '\uFFFD';

  private SecretText() {}

  /**
   * Reads a secret from a file; one line break at its end is not part of it.
   *
   * @throws IllegalArgumentException when there is none; the message says why
   */
  static String ofFile(String file) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new IllegalArgumentException("there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException("this process may not read the file", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the file cannot be read", e);
    }
    if (bytes.length > MOST_BYTES) {
      throw new IllegalArgumentException("the file has more than 64 KiB, which is no secret");
    }
    String text = withoutLineBreak(decode(bytes));
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the file is empty");
    }
    if (text.startsWith("\uFEFF")) {
      throw new IllegalArgumentException(
          "the file begins with a byte order mark, which nobody sees: save it as UTF-8 without one");
    }
    return text;
  }

  private static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "the file is no text in UTF-8: write such a secret in hexadecimal or in base64", e);
    }
  }

  private static String withoutLineBreak(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /**
   * Looks whether the JVM can have read a secret from the environment as it is: it decodes all
   * variables by the locale of the process.
   *
   * @param encoding of that locale
   * @throws IllegalArgumentException when not; the message says what to do
   */
  static void checkDecoded(String text, String encoding) {
    boolean ascii = text.chars().allMatch(c -> c < 128);
    if (!ascii && (text.indexOf(NOT_DECODED) >= 0 || !encoding.equalsIgnoreCase("UTF-8"))) {
      throw new IllegalArgumentException(
          "it has characters beyond ASCII, which the environment gives exactly only where the locale"
              + " is UTF-8: set LANG=C.UTF-8, or write the secret into a file");
    }
  }
}
