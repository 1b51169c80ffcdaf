package dev.parley.load.wire;

import java.util.Arrays;

/** Memory that the connections of one thread share while they read. */
public final class Scratch {
  private static final int FIRST_SIZE = 128 * 1024;

  private byte[] bytes = new byte[FIRST_SIZE];

  /** An array with room for so much content and the scanner's slack; what it held is kept. */
  public byte[] atLeast(int size) {
    if (bytes.length < size + LineScanner.SLACK) {
      bytes = Arrays.copyOf(bytes, Integer.highestOneBit(size + LineScanner.SLACK) * 2);
    }
    return bytes;
  }
}
