package dev.parley.load.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes down in words what a scanner finds. */
final class Recorder implements FrameScanner.Sink {
  private final String beforeOthers;
  private final List<String> seen = new ArrayList<>();

  /**
   * @param beforeOthers stands before what is not a number, a ping or a confirmation
   */
  Recorder(String beforeOthers) {
    this.beforeOthers = beforeOthers;
  }

  /**
   * Lends a frame in the middle of a larger array, as a connection does; returns all seen so far.
   */
  List<String> scan(FrameScanner scanner, String frame) {
    byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
    byte[] lent = Arrays.copyOf(bytes, bytes.length + 5 + FrameScanner.SLACK);
    System.arraycopy(bytes, 0, lent, 5, bytes.length);
    scanner.scan(lent, 5, 5 + bytes.length, this);
    return seen;
  }

  @Override
  public void delivery(int room, int publisher, long sequence, long intended, long offset) {
    seen.add(room + " " + publisher + " " + sequence + " " + intended + " " + offset);
  }

  @Override
  public void published(int id) {
    seen.add("published " + id);
  }

  @Override
  public void ping() {
    seen.add("ping");
  }

  @Override
  public void other(byte[] bytes, int from, int to) {
    seen.add(beforeOthers + new String(bytes, from, to - from, StandardCharsets.UTF_8));
  }
}
