package dev.parley.load.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The HTTP upgrade of one connection, from the client's side. */
public final class Handshake {
  private static final String KEY = "cGFybGV5IGxvYWQgdGVzdA==";
  private static final int LONGEST = 16 * 1024;

  private byte[] seen = new byte[256];
  private int length;

  /** The request for an upgrade. */
  public static String request(String host, String path, String origin) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: "
        + host
        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: "
        + KEY
        + (origin == null ? "" : "\r\nOrigin: " + origin)
        + "\r\n\r\n";
  }

  /**
   * Takes what was read, and leaves in it what follows the answer.
   *
   * @return the first line of the answer when the answer is complete; null until then
   * @throws IllegalStateException when this is no HTTP
   */
  public String read(ByteBuf in) {
    while (in.isReadable()) {
      if (length == seen.length) {
        if (length >= LONGEST) {
          throw new IllegalStateException("the answer to the upgrade has no end");
        }
        seen = Arrays.copyOf(seen, length * 2);
      }
      seen[length++] = in.readByte();
      if (complete()) {
        String answer = new String(seen, 0, length, StandardCharsets.ISO_8859_1);
        return answer.substring(0, answer.indexOf('\r'));
      }
    }
    return null;
  }

  /** Whether the first line says that the connection speaks WebSocket now. */
  public static boolean upgraded(String firstLine) {
    return firstLine.startsWith("HTTP/1.1 101");
  }

  private boolean complete() {
    return length >= 4
        && seen[length - 1] == '\n'
        && seen[length - 2] == '\r'
        && seen[length - 3] == '\n'
        && seen[length - 4] == '\r';
  }
}
