package dev.parley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Bytes that are nothing, and bytes that are nearly something, for those who decode them. */
public final class HostileBytes {
  /** What a decoder may take for so few bytes: an exception with its stack. */
  private static final long MOST_ALLOCATED = 256 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private HostileBytes() {}

  /** Bytes at random, and these with a part changed, left out or put in. */
  public static Arbitrary<byte[]> near(byte[]... examples) {
    Arbitrary<byte[]> random = Arbitraries.bytes().array(byte[].class).ofMaxSize(100);
    Arbitrary<byte[]> extreme =
        Arbitraries.of(0, 1, -1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 24)
            .map(number -> ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    Arbitrary<byte[]> patch =
        Arbitraries.oneOf(extreme, Arbitraries.bytes().array(byte[].class).ofMaxSize(4));
    Arbitrary<byte[]> mutated =
        Combinators.combine(
                Arbitraries.of(examples),
                Arbitraries.integers().greaterOrEqual(0),
                Arbitraries.integers().between(0, 5),
                patch)
            .as(HostileBytes::mutated);
    return Arbitraries.oneOf(random, mutated, mutated, mutated);
  }

  private static byte[] mutated(byte[] example, int place, int removed, byte[] put) {
    int from = place % (example.length + 1);
    int to = Math.min(example.length, from + removed);
    return ByteBuffer.allocate(from + put.length + example.length - to)
        .put(example, 0, from)
        .put(put)
        .put(example, to, example.length - to)
        .array();
  }

  /** They are decoded, or refused by a runtime exception, and little memory is taken for it. */
  public static void assertDecodedOrRefused(byte[] bytes, Consumer<byte[]> decoder) {
    // The first time may load classes.
    decodeOrRefuse(bytes, decoder);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    decodeOrRefuse(bytes, decoder);
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
        .as("allocated for %d bytes", bytes.length)
        .isLessThan(MOST_ALLOCATED);
  }

  private static void decodeOrRefuse(byte[] bytes, Consumer<byte[]> decoder) {
    try {
      decoder.accept(bytes);
    } catch (RuntimeException e) {
      assertThat(e).as("the refusal").isNotInstanceOf(ClassCastException.class);
    }
  }
}
