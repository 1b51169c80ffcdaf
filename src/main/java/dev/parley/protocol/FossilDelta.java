package dev.parley.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Makes deltas in the format of Fossil: the new bytes as parts of the old bytes with text in
 * between. Source of the format: {@code www/delta_format.wiki} of Fossil. Used for one delta, by
 * one thread.
 *
 * <p>A table holds a hash of each block of the old bytes. The same hash rolls over the new bytes.
 * At an equal block the delta copies as much as is equal on both sides. A part begins and ends at
 * the border of a UTF-8 character, so that the delta of two texts is a text.
 */
final class FossilDelta {
  private static final int BLOCK = 16;

  /** Repetitive old bytes must not make each step a long search. */
  private static final int MOST_TRIED = 16;

  private static final int FACTOR = 0x0100_0193;

  /** The factor of the first byte of a block in its hash. */
  private static final int FIRST = power(FACTOR, BLOCK - 1);

  private static final int SPREAD = 0x9E37_79B1;

  private static final byte[] DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"
          .getBytes(StandardCharsets.US_ASCII);

  private final byte[] before;
  private final byte[] after;
  private final ByteArrayOutputStream delta;

  /** By the place of a hash, one more than the number of the last block that has it. */
  private final int[] lastBlock;

  /** By its number, one more than that of the block before it with a hash of the same place. */
  private final int[] earlierBlock;

  private final int shift;

  private FossilDelta(byte[] before, byte[] after) {
    this.before = before;
    this.after = after;
    this.delta = new ByteArrayOutputStream(Math.min(after.length, 256));
    int blocks = before.length / BLOCK;
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(blocks | 1);
    this.shift = Integer.SIZE - bits;
    this.lastBlock = new int[1 << bits];
    this.earlierBlock = new int[blocks];
    for (int block = 0; block < blocks; block++) {
      int place = place(hash(before, block * BLOCK));
      earlierBlock[block] = lastBlock[place];
      lastBlock[place] = block + 1;
    }
  }

  /** The delta from {@code before} to {@code after}; it may be longer than {@code after}. */
  static byte[] create(byte[] before, byte[] after) {
    FossilDelta made = new FossilDelta(before, after);
    made.write();
    return made.delta.toByteArray();
  }

  private void write() {
    number(after.length);
    delta.write('\n');
    int written = 0;
    int at = 0;
    int hash = after.length < BLOCK ? 0 : hash(after, 0);
    while (at + BLOCK <= after.length) {
      Part part = longest(hash, at, written);
      if (part != null) {
        insert(written, part.start());
        copy(part);
        written = part.end();
        at = written;
        hash = at + BLOCK <= after.length ? hash(after, at) : 0;
      } else {
        hash = at + BLOCK < after.length ? rolled(hash, at) : 0;
        at++;
      }
    }
    insert(written, after.length);
    number(checksum());
    delta.write(';');
  }

  /**
   * A part of the new bytes that the old bytes have too.
   *
   * @param start its start in the new bytes
   * @param from its start in the old bytes
   */
  private record Part(int start, int from, int length) {
    int end() {
      return start + length;
    }
  }

  /** The longest part around a place that is worth a copy; null if there is none. */
  private Part longest(int hash, int at, int written) {
    Part best = null;
    int block = lastBlock[place(hash)];
    for (int tried = 0; block > 0 && tried < MOST_TRIED; tried++) {
      Part part = around(at, (block - 1) * BLOCK, written);
      if (part.length() >= BLOCK && (best == null || part.length() > best.length())) {
        best = part;
      }
      block = earlierBlock[block - 1];
    }
    return best;
  }

  /** The equal part around a place, from character to character; it may be empty. */
  private Part around(int at, int from, int written) {
    int end = at;
    int oldEnd = from;
    while (end < after.length && oldEnd < before.length && after[end] == before[oldEnd]) {
      end++;
      oldEnd++;
    }
    int start = at;
    int oldStart = from;
    while (start > written && oldStart > 0 && after[start - 1] == before[oldStart - 1]) {
      start--;
      oldStart--;
    }
    while (start < end && isWithinCharacter(start)) {
      start++;
      oldStart++;
    }
    while (end > start && isWithinCharacter(end)) {
      end--;
    }
    return new Part(start, oldStart, end - start);
  }

  private boolean isWithinCharacter(int at) {
    return at < after.length && (after[at] & 0xC0) == 0x80;
  }

  private void copy(Part part) {
    number(part.length());
    delta.write('@');
    number(part.from());
    delta.write(',');
  }

  private void insert(int start, int end) {
    if (end > start) {
      number(end - start);
      delta.write(':');
      delta.write(after, start, end - start);
    }
  }

  /** A number without its sign, six bits a digit. */
  private void number(int value) {
    int digits = Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 5) / 6);
    for (int digit = digits - 1; digit >= 0; digit--) {
      delta.write(DIGITS[value >>> 6 * digit & 63]);
    }
  }

  /** The sum of the new bytes, taken as numbers of 32 bits, with zeros behind the last. */
  private int checksum() {
    int sum = 0;
    for (int at = 0; at < after.length; at++) {
      sum += (after[at] & 0xFF) << 24 - 8 * (at & 3);
    }
    return sum;
  }

  private int place(int hash) {
    return hash * SPREAD >>> shift;
  }

  private static int hash(byte[] bytes, int start) {
    int hash = 0;
    for (int at = start; at < start + BLOCK; at++) {
      hash = hash * FACTOR + bytes[at];
    }
    return hash;
  }

  /** The hash of the block one byte further. */
  private int rolled(int hash, int at) {
    return (hash - after[at] * FIRST) * FACTOR + after[at + BLOCK];
  }

  private static int power(int base, int exponent) {
    int power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= base;
    }
    return power;
  }
}
