package dev.parley.transport.uni;

import dev.parley.protocol.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The messages of a frame as a client hears them that knows pushes only: {@code
 * {"push":{"channel":…}}} becomes {@code {"channel":…}}, a ping stays what it is. Frames are
 * encoded once for all subscribers of a channel, so what is around a push is cut off here.
 */
final class Pushes {
  private static final byte[] BEFORE = "{\"push\":".getBytes(StandardCharsets.US_ASCII);

  private Pushes() {}

  /** Takes one message. */
  interface Writer {
    /**
     * @param bytes not to be changed
     * @param start where the message begins in them
     * @param length how long it is
     */
    void write(byte[] bytes, int start, int length) throws IOException;
  }

  /** Hands over the messages of a frame in their order. */
  static void forEach(Frame frame, Writer writer) throws IOException {
    byte[] bytes = frame.payload();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        boolean wrapped = startsWith(bytes, start, i);
        int from = wrapped ? start + BEFORE.length : start;
        writer.write(bytes, from, i - from - (wrapped ? 1 : 0));
        start = i + 1;
      }
    }
  }

  private static boolean startsWith(byte[] bytes, int start, int end) {
    return end - start > BEFORE.length
        && Arrays.equals(bytes, start, start + BEFORE.length, BEFORE, 0, BEFORE.length);
  }
}
