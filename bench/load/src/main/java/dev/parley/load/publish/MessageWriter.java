package dev.parley.load.publish;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes commands and the data of messages as bytes. One instance for each thread. */
final class MessageWriter {
  private static final byte[] SEQUENCE = ascii("{\"s\":");
  private static final byte[] INTENDED = ascii(",\"t\":");
  private static final byte[] PUBLISHER = ascii(",\"p\":");
  private static final byte[] PADDING = ascii(",\"x\":\"");
  private static final byte[] END = ascii("\"}");
  private static final int LONGEST_NUMBER = 20;

  private byte[] bytes = new byte[1024];
  private int length;

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  MessageWriter clear() {
    length = 0;
    return this;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  MessageWriter text(byte[] text) {
    ensure(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
    return this;
  }

  MessageWriter number(long number) {
    ensure(LONGEST_NUMBER);
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /** The data of a message: where it belongs, when it was meant to be sent, and padding. */
  MessageWriter data(long sequence, long intended, int publisher, int size) {
    int from = length;
    text(SEQUENCE).number(sequence).text(INTENDED).number(intended);
    text(PUBLISHER).number(publisher).text(PADDING);
    int padding = size - (length - from) - END.length;
    if (padding > 0) {
      ensure(padding);
      Arrays.fill(bytes, length, length + padding, (byte) '.');
      length += padding;
    }
    return text(END);
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }
}
