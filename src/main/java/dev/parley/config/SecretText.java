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
 * Reads secrets from files and checks secrets from the environment. Every byte counts. No message
 * has a part of a secret. Holds no state.
 */
final class SecretText {
  /** The end of the key that names the file of a secret. */
  static final String FILE_SUFFIX = "-file";

  private static final int MAX_BYTES = 64 * 1024;
  private static final char NOT_DECODED = '\uFFFD';

  private SecretText() {}

  /**
   * Reads a secret from a file, without one line break at its end.
   *
   * @throws IllegalArgumentException when the file cannot be used; the message says why
   */
  static String ofFile(String file) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new IllegalArgumentException("there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException("this process may not read the file", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the file cannot be read", e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException("the file has more than 64 KiB, which is no secret");
    }
    String text = withoutLineBreak(decode(bytes));
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the file is empty");
    }
    if (text.startsWith("\uFEFF")) {
      throw new IllegalArgumentException(
          "the file begins with a byte order mark, which editors do not show: save it as UTF-8 without"
              + " one");
    }
    return text;
  }

  private static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "the file is no text in UTF-8: write a binary secret in hexadecimal or in base64", e);
    }
  }

  private static String withoutLineBreak(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /**
   * Checks that the JVM can read a secret from the environment exactly: it decodes all variables by
   * the locale of the process.
   *
   * @param encoding the encoding of that locale
   * @throws IllegalArgumentException when it cannot; the message says what to do
   */
  static void checkDecoded(String text, String encoding) {
    boolean ascii = text.chars().allMatch(c -> c < 128);
    if (!ascii && (text.indexOf(NOT_DECODED) >= 0 || !encoding.equalsIgnoreCase("UTF-8"))) {
      throw new IllegalArgumentException(
          "it has characters beyond ASCII, which can be read from the environment only when the"
              + " locale is UTF-8: set LANG=C.UTF-8, or write the secret into a file");
    }
  }
}
