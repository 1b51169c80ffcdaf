package dev.parley.load.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads frames of the Centrifuge protocol, line by line. News of who joins and leaves is passed
 * over.
 */
public final class LineScanner extends FrameScanner {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long NEWLINES = '\n' * LOW_BITS;
  private static final byte[] DATA = ascii("\",\"pub\":{\"data\":{\"s\":");
  private static final byte[] JOIN = ascii("\",\"join\":");
  private static final byte[] LEAVE = ascii("\",\"leave\":");
  private static final byte[] INTENDED = ascii(",\"t\":");
  private static final byte[] PUBLISHER = ascii(",\"p\":");
  private static final byte[] ID = ascii("{\"id\":");
  private static final byte[] PUBLISHED = ascii(",\"publish\":{}}");
  private static final byte[] OFFSET = ascii("\"offset\":");

  private final byte[] head;
  private final boolean offsets;

  /**
   * @param channelPrefix what stands before the number of the room in the names of channels
   * @param offsets whether publications carry offsets
   */
  public LineScanner(String channelPrefix, boolean offsets) {
    this.head = ascii("{\"push\":{\"channel\":\"" + channelPrefix);
    this.offsets = offsets;
  }

  @Override
  public void scan(byte[] bytes, int from, int to, Sink sink) {
    int start = from;
    while (start < to) {
      start = line(bytes, start, to, sink) + 1;
    }
  }

  /** Reads the line that begins at {@code start} and returns where it ends. */
  private int line(byte[] bytes, int start, int to, Sink sink) {
    at = start;
    if (skip(bytes, head)) {
      int room = (int) digits(bytes);
      if (skip(bytes, DATA)) {
        long sequence = digits(bytes);
        if (skip(bytes, INTENDED)) {
          long intended = digits(bytes);
          if (skip(bytes, PUBLISHER)) {
            int publisher = (int) digits(bytes);
            int end = newline(bytes, at, to);
            long offset = offsets ? offset(bytes, at, end) : 0;
            sink.delivery(room, publisher, sequence, intended, offset);
            return end;
          }
        }
      } else if (skip(bytes, JOIN) || skip(bytes, LEAVE)) {
        return newline(bytes, at, to);
      }
    } else if (skip(bytes, ID)) {
      int id = (int) digits(bytes);
      if (skip(bytes, PUBLISHED)) {
        sink.published(id);
        return at;
      }
    }
    int end = newline(bytes, start, to);
    if (end - start == 2 && bytes[start] == '{') {
      sink.ping();
    } else if (end > start) {
      sink.other(bytes, start, end);
    }
    return end;
  }

  /** The offset stands behind the data, close to the end of the line. */
  private long offset(byte[] bytes, int from, int end) {
    for (int i = end - OFFSET.length; i > from; i--) {
      if (bytes[i] == '"' && bytes[i + 1] == 'o') {
        at = i;
        if (skip(bytes, OFFSET)) {
          return digits(bytes);
        }
      }
    }
    return 0;
  }

  /** Where the next line break is, or {@code to}; looks at eight bytes at a time. */
  static int newline(byte[] bytes, int from, int to) {
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      long differing = (long) EIGHT.get(bytes, i) ^ NEWLINES;
      long zeros = (differing - LOW_BITS) & ~differing & HIGH_BITS;
      if (zeros != 0) {
        return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
      }
    }
    while (i < to && bytes[i] != '\n') {
      i++;
    }
    return i;
  }
}
