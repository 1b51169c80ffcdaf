package dev.parley.load.publish;

import io.netty.channel.EventLoop;

/** Sends the messages of one publisher of one room. Owned by its event loop. */
public interface Publisher {
  EventLoop loop();

  /** Its turn in the schedule's round. */
  int turn();

  /** Sends what is due, without waiting for anything. */
  void publish(long intended);
}
