package dev.parley.channel;

import dev.parley.protocol.ClientInfo;

/** One subscriber in one channel. Its fields are guarded by the channel. */
final class Subscription {
  final Subscriber subscriber;
  final ClientInfo info;

  /** Hears live publications; before, it is catching up from the log. */
  boolean live;

  /** Whether presence knows it, and so must hear of its end. */
  boolean announced;

  Subscription(Subscriber subscriber) {
    this.subscriber = subscriber;
    this.info = subscriber.info();
  }
}
