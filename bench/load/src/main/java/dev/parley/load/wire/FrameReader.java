package dev.parley.load.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the WebSocket frames of a server in what comes off the wire. Leaner than a general codec: a
 * frame that came whole is handed over where it lies. One instance for each connection.
 */
public final class FrameReader {
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int NO_CODE = 1005;
  private static final long LARGEST = 64L << 20;

  private final Scratch scratch;
  private final Frames frames;
  private byte[] rest;
  private int restLength;
  private byte[] fragments;
  private int fragmentsLength;
  private boolean ended;

  public FrameReader(Scratch scratch, Frames frames) {
    this.scratch = scratch;
    this.frames = frames;
  }

  /** Takes what was read; does not release it. */
  public void read(ByteBuf in) {
    int length = restLength + in.readableBytes();
    byte[] bytes = scratch.atLeast(length);
    if (restLength > 0) {
      System.arraycopy(rest, 0, bytes, 0, restLength);
    }
    in.readBytes(bytes, restLength, length - restLength);
    int at = 0;
    while (at < length && !ended) {
      int end = frame(bytes, at, length);
      if (end < 0) {
        break;
      }
      at = end;
    }
    keep(bytes, at, length);
  }

  private void keep(byte[] bytes, int at, int length) {
    restLength = length - at;
    if (restLength == 0 || ended) {
      rest = null;
      restLength = 0;
    } else if (rest == null || rest.length < restLength) {
      rest = Arrays.copyOfRange(bytes, at, length);
    } else {
      System.arraycopy(bytes, at, rest, 0, restLength);
    }
  }

  /** Handles the frame at {@code at} and returns its end; -1 if it is not all there. */
  private int frame(byte[] bytes, int at, int length) {
    if (length - at < 2) {
      return -1;
    }
    int first = bytes[at];
    int size = bytes[at + 1] & 0xff;
    int body = at + 2;
    long payload = size;
    if (size == 126 || size == 127) {
      int sizeBytes = size == 126 ? 2 : 8;
      body += sizeBytes;
      if (length < body) {
        return -1;
      }
      payload = 0;
      for (int i = at + 2; i < body; i++) {
        payload = payload << 8 | bytes[i] & 0xff;
      }
    }
    if (size > 127 || payload < 0 || payload > LARGEST || (first & 0x70) != 0) {
      ended = true;
      frames.malformed("a masked, compressed or too large frame");
      return -1;
    }
    long end = body + payload;
    if (end > length) {
      return -1;
    }
    handle(first < 0, first & 0x0f, bytes, body, (int) end);
    return (int) end;
  }

  private void handle(boolean last, int kind, byte[] bytes, int from, int to) {
    switch (kind) {
      case TEXT, CONTINUATION -> {
        if (last && kind == TEXT) {
          frames.text(bytes, from, to);
        } else {
          fragment(last, bytes, from, to);
        }
      }
      case CLOSE -> {
        ended = true;
        close(bytes, from, to);
      }
      case PING -> frames.ping(bytes, from, to);
      case PONG -> {}
      default -> {
        ended = true;
        frames.malformed("a frame of kind " + kind);
      }
    }
  }

  private void fragment(boolean last, byte[] bytes, int from, int to) {
    int size = fragmentsLength + to - from;
    int needed = size + LineScanner.SLACK;
    if (fragments == null) {
      fragments = new byte[needed];
    } else if (fragments.length < needed) {
      fragments = Arrays.copyOf(fragments, Math.max(needed, fragments.length * 2));
    }
    System.arraycopy(bytes, from, fragments, fragmentsLength, to - from);
    fragmentsLength = size;
    if (last) {
      byte[] whole = fragments;
      fragments = null;
      fragmentsLength = 0;
      frames.text(whole, 0, size);
    }
  }

  private void close(byte[] bytes, int from, int to) {
    if (to - from < 2) {
      frames.close(NO_CODE, "");
      return;
    }
    int code = (bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff;
    frames.close(code, new String(bytes, from + 2, to - from - 2, StandardCharsets.UTF_8));
  }
}
