package dev.parley.load.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes a frame apart into what it says, and the frequent kinds of it into numbers, without making
 * an object: the generator has to be much cheaper than the server it measures. Whatever does not
 * look exactly as expected goes to {@link Sink#other} and is read properly there.
 *
 * <p>Reads up to {@link #SLACK} bytes past the end of the frame, so the array must be that much
 * longer. One instance for each thread.
 */
public abstract class FrameScanner {
  /** How much longer than its content the array must be. */
  public static final int SLACK = 64;

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

    /** Anything else. */
    void other(byte[] bytes, int from, int to);
  }

  int at;

  /** Reads a frame. */
  public abstract void scan(byte[] bytes, int from, int to, Sink sink);

  final boolean skip(byte[] bytes, byte[] expected) {
    int end = at + expected.length;
    if (end <= bytes.length && Arrays.equals(bytes, at, end, expected, 0, expected.length)) {
      at = end;
      return true;
    }
    return false;
  }

  final long digits(byte[] bytes) {
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

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
