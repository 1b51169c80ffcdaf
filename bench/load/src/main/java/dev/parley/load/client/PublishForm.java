package dev.parley.load.client;

import java.nio.charset.StandardCharsets;

/**
 * A publish command: {@code start}, its id, {@code middle}, the data, {@code end}.
 *
 * @param separator between commands in one frame; null if each needs a frame of its own
 */
public record PublishForm(byte[] start, byte[] middle, byte[] end, byte[] separator) {
  static PublishForm of(String start, String middle, String end, String separator) {
    return new PublishForm(
        ascii(start), ascii(middle), ascii(end), separator == null ? null : ascii(separator));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
