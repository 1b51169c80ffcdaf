package dev.parley.load.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes a frame apart into its lines, and the frequent kinds of lines into numbers, without making
 * an object: the generator has to be much cheaper than the server it measures. Whatever does not
 * look exactly as expected goes to {@link Sink#other} and is read properly there. News of who joins
 * and leaves is passed over.
 *
 * <p>Reads up to {@link #SLACK} bytes past the end of the frame, so the array must be that much
 * longer. One instance for each thread.
 */
public final class LineScanner {
  /** How much longer than its content the array must be. */
  public static final int SLACK = 64;

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

  /** What is found. */
  public interface Sink {
    /**
     * A publication of this run.
     *
     * @param offset its offset in the log; 0 if the channel has none
     */
    void delivery(int room, int publisher, long sequence, long intended, long offset);

    /** A publish command was confirmed. */
    void published(int id);

    /** The server's ping. */
    void ping();

    /** Any other line. */
    void other(byte[] bytes, int from, int to);
  }

  private final byte[] head;
  private final boolean offsets;
  private int at;

  /**
   * @param channelPrefix what stands before the number of the room in the names of channels
   * @param offsets whether publications carry offsets
   */
  public LineScanner(String channelPrefix, boolean offsets) {
    this.head = ascii("{\"push\":{\"channel\":\"" + channelPrefix);
    this.offsets = offsets;
  }

  /** Reads the lines of a frame. */
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

  private boolean skip(byte[] bytes, byte[] expected) {
    int end = at + expected.length;
    if (end <= bytes.length && Arrays.equals(bytes, at, end, expected, 0, expected.length)) {
      at = end;
      return true;
    }
    return false;
  }

  private long digits(byte[] bytes) {
    long value = 0;
    int i = at;
    int digit = bytes[i] - '0';
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digit = bytes[++i] - '0';
    }
    at = i;
    return value;
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

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
