package dev.parley.cluster;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Records the signals that a member receives. */
public final class RecordingListener implements Bridge.Receiver {
  private final Queue<Signal> received = new ConcurrentLinkedQueue<>();

  @Override
  public void receive(Signal signal) {
    received.add(signal);
  }

  /** The signals of one channel, in order. */
  public List<Signal> of(String channel) {
    return received.stream().filter(signal -> signal.channel().equals(channel)).toList();
  }
}
