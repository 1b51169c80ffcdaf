package dev.parley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Does what a delta in the format of Fossil says, and doubts all of it. */
public final class FossilPatch {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";

  private final byte[] before;
  private final ByteBuffer delta;
  private final ByteArrayOutputStream made = new ByteArrayOutputStream();

  private FossilPatch(byte[] before, byte[] delta) {
    this.before = before;
    this.delta = ByteBuffer.wrap(delta);
  }

  /** What a delta makes of {@code before}. */
  public static byte[] apply(byte[] before, byte[] delta) {
    return new FossilPatch(before, delta).made();
  }

  /** The same for text. */
  public static String apply(String before, String delta) {
    byte[] made =
        apply(before.getBytes(StandardCharsets.UTF_8), delta.getBytes(StandardCharsets.UTF_8));
    return new String(made, StandardCharsets.UTF_8);
  }

  private byte[] made() {
    long size = number();
    assertThat(delta.get()).isEqualTo((byte) '\n');
    while (true) {
      long number = number();
      char operator = (char) delta.get();
      if (operator == '@') {
        int from = (int) number();
        assertThat(delta.get()).isEqualTo((byte) ',');
        assertThat(number).isPositive();
        made.writeBytes(Arrays.copyOfRange(before, from, from + (int) number));
        assertThat(from + number).isLessThanOrEqualTo(before.length);
      } else if (operator == ':') {
        byte[] inserted = new byte[(int) number];
        delta.get(inserted);
        assertThat(number).isPositive();
        made.writeBytes(inserted);
      } else {
        assertThat(operator).isEqualTo(';');
        assertThat(number).as("checksum").isEqualTo(checksum(made.toByteArray()));
        assertThat(delta.hasRemaining()).isFalse();
        assertThat(made.size()).isEqualTo((int) size);
        return made.toByteArray();
      }
    }
  }

  private long number() {
    long number = 0;
    int digit = digit();
    assertThat(digit).as("at least one digit").isNotNegative();
    while (digit >= 0) {
      number = number * 64 + digit;
      digit = digit();
    }
    delta.position(delta.position() - 1);
    return number;
  }

  private int digit() {
    return DIGITS.indexOf(delta.get());
  }

  private static long checksum(byte[] bytes) {
    ByteBuffer words = ByteBuffer.wrap(Arrays.copyOf(bytes, (bytes.length + 3) / 4 * 4));
    long sum = 0;
    while (words.hasRemaining()) {
      sum += words.getInt();
    }
    return sum & 0xFFFF_FFFFL;
  }
}
