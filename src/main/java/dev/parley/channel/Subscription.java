package dev.parley.channel;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Frame;
import java.util.List;

/**
 * One subscriber in one channel. Its fields are guarded by the channel, except the mark of its end,
 * which is guarded by itself: a round of the flusher that began before the end must not reach the
 * subscriber after it, because it may have subscribed again meanwhile (L4).
 */
final class Subscription {
  final Subscriber subscriber;
  final ClientInfo info;

  /** Hears live publications; before, it is catching up from the log. */
  boolean live;

  /** Its position means nothing any more: it is about to be ended. */
  boolean lost;

  /** Runs in the step that makes it live, so that its end cannot come between. */
  Runnable onLive = () -> {};

  /** Whether deltas are agreed with it. Set before it is live. */
  boolean delta;

  private boolean ended;

  /** Whether it has the publication that the next delta is of. Owned by the sweep. */
  private boolean hasBase;

  Subscription(Subscriber subscriber, String channel) {
    this.subscriber = subscriber;
    this.info = subscriber.info(channel);
  }

  /** Hands the subscriber the frames that are for it, unless the subscription has ended. */
  void deliver(String channel, EncodedBatch broadcast) {
    List<Frame> frames = broadcast.in(subscriber.codec(), form());
    boolean had = hasBase;
    // If it fails to take them, the next publication comes whole.
    hasBase = false;
    deliver(channel, frames);
    hasBase = delta && (had || broadcast.hasPublications());
  }

  private synchronized void deliver(String channel, List<Frame> frames) {
    if (!ended) {
      subscriber.deliver(channel, frames);
    }
  }

  private EncodedBatch.Form form() {
    if (!delta) {
      return EncodedBatch.Form.PLAIN;
    }
    return hasBase ? EncodedBatch.Form.DELTA : EncodedBatch.Form.WHOLE;
  }

  /** From now on nothing is handed over. */
  synchronized void end() {
    ended = true;
  }
}
