package dev.parley.cluster;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Notes what a member hears. */
final class RecordingListener implements Bridge.Receiver {
  private final Queue<Signal> heard = new ConcurrentLinkedQueue<>();

  @Override
  public void receive(Signal signal) {
    heard.add(signal);
  }

  /** What was heard of one channel, in order. */
  List<Signal> of(String channel) {
    return heard.stream().filter(signal -> signal.channel().equals(channel)).toList();
  }
}
