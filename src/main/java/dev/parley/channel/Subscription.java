package dev.parley.channel;

import dev.parley.channel.recovery.RecoveringSubscription;
import dev.parley.channel.recovery.Recovery;
import dev.parley.channel.recovery.RecoveryPage;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Frame;
import dev.parley.protocol.Push;
import dev.parley.protocol.PushEncoder;
import dev.parley.protocol.Result;
import java.util.List;
import java.util.function.Consumer;

/** One subscriber in one channel. Safe for all threads. */
final class Subscription implements RecoveringSubscription {
  final Subscriber subscriber;

  /** The client as others see it in this channel. */
  final ClientInfo info;

  private final Channel channel;
  private final PushEncoder encoder;
  private final boolean delta;

  /** Whether its position is void, so that it is about to be ended. Guarded by the channel. */
  boolean lost;

  /**
   * Whether it has ended. Guarded by this and not by the channel: a round of the fan-out that began
   * before the end must not reach the subscriber after it, because it may have subscribed again
   * (L4).
   */
  private boolean ended;

  /** Whether the client has the publication that the next delta is of. Owned by the fan-out. */
  private boolean hasBase;

  Subscription(Channel channel, Subscriber subscriber, boolean delta) {
    this.channel = channel;
    this.subscriber = subscriber;
    this.info = subscriber.info(channel.name());
    this.encoder = subscriber.encoder(channel.name());
    this.delta = delta;
  }

  /** Puts a batch into the subscriber's outbox, unless the subscription has ended. */
  void deliver(EncodedBatch batch) {
    List<Frame> frames = batch.framesFor(encoder, form());
    boolean had = hasBase;
    // If the subscriber fails to take the frames, the next publication is sent whole.
    hasBase = false;
    deliver(frames);
    hasBase = delta && (had || batch.hasPublications());
  }

  private EncodedBatch.Form form() {
    if (!delta) {
      return EncodedBatch.Form.PLAIN;
    }
    return hasBase ? EncodedBatch.Form.DELTA : EncodedBatch.Form.WHOLE;
  }

  @Override
  public synchronized void deliver(List<Frame> frames) {
    if (!ended) {
      subscriber.deliver(channel.name(), frames);
    }
  }

  /** Nothing is delivered after this returns. */
  synchronized void stop() {
    ended = true;
  }

  @Override
  public void end() {
    channel.end(this, false);
  }

  @Override
  public void abandon() {
    if (channel.end(this, false)) {
      subscriber.ended(channel.name(), Push.Unsubscribed.INSUFFICIENT_STATE, "insufficient state");
    }
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public RecoveryPage.Result advance(RecoveryPage page, Recovery recovery) {
    return channel.advance(this, page, recovery);
  }

  @Override
  public boolean join(boolean positioned, boolean wasRecovering, Consumer<Result.Subscribe> reply) {
    return channel.join(this, positioned, wasRecovering, reply);
  }

  @Override
  public boolean delta() {
    return delta;
  }

  @Override
  public PushEncoder encoder() {
    return encoder;
  }

  @Override
  public void flush() {
    subscriber.flush();
  }

  @Override
  public void whenReady(Runnable task) {
    subscriber.whenReady(task);
  }
}
