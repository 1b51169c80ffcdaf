package dev.parley.channel;

import dev.parley.delivery.WriteTask;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Push;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Delivers what waits in one channel to its subscribers, in rounds of which one runs at a time. A
 * round takes a batch, encodes it once for all, and gives it to one subscriber after the other. A
 * lone publication is sent at once; what is published during a round makes the batch of the next,
 * so that batches grow by themselves under load.
 *
 * <p>{@link #schedule} is safe for all threads. {@link dev.parley.delivery.WriterPool} calls {@link
 * #step}, and hands a round from thread to thread when a subscriber blocks one.
 */
final class Fanout implements WriteTask {
  private static final System.Logger LOG = System.getLogger(Fanout.class.getName());
  private static final Subscription[] NOBODY = {};

  private final Channel channel;
  private final ChannelContext context;

  /**
   * How often a round was asked for since the last one ended. A round is queued or runs while this
   * is not 0.
   */
  private final AtomicInteger requests = new AtomicInteger();

  // All below belongs to the round.

  /** The requests that the round has seen. */
  private int seen;

  /** Null between rounds. */
  private Batch batch;

  private EncodedBatch encoded;
  private Subscription[] targets = NOBODY;
  private int next;

  /** The data that was delivered last, which the next delta is of; null where nobody has deltas. */
  private Payload last;

  Fanout(Channel channel, ChannelContext context) {
    this.channel = channel;
    this.context = context;
  }

  /**
   * The part of a channel that one round delivers.
   *
   * @param pushes in their order
   * @param targets the subscriptions that get them; never changed
   * @param deltas whether deltas are agreed with one of these
   * @param waiting recoveries that may resume when the pushes are delivered
   * @param more whether more waits behind the pushes
   * @param incomplete whether the publications that follow must be read from the log
   */
  record Batch(
      List<Push> pushes,
      Subscription[] targets,
      boolean deltas,
      List<Runnable> waiting,
      boolean more,
      boolean incomplete) {}

  /** Delivers what waits in the channel soon. Returns at once. */
  void schedule() {
    if (requests.getAndIncrement() == 0) {
      context.writers().submit(this);
    }
  }

  @Override
  public boolean step() {
    if (batch == null) {
      takeBatch();
    }
    if (next < targets.length) {
      Subscription target = targets[next++];
      try {
        target.deliver(encoded);
        // While this blocks another thread may run the next step: from here on no field of the
        // round may be used.
        target.subscriber.flush();
      } catch (RuntimeException e) {
        context.failures().increment();
        LOG.log(System.Logger.Level.ERROR, "a batch could not be delivered to a subscriber", e);
      }
      return true;
    }
    finish();
    return false;
  }

  private void takeBatch() {
    seen = requests.get();
    next = 0;
    batch = channel.take(context.batchBytes());
    if (batch.pushes().isEmpty() || batch.targets().length == 0) {
      targets = NOBODY;
      return;
    }
    targets = batch.targets();
    encoded =
        new EncodedBatch(batch.pushes(), last, channel.namespace().logged(), context.frameBytes());
    last = batch.deltas() ? encoded.last() : null;
    context.deliveries().increment((double) batch.pushes().size() * targets.length);
  }

  private void finish() {
    Batch done = batch;
    batch = null;
    encoded = null;
    targets = NOBODY;
    done.waiting().forEach(this::resume);
    if (done.incomplete()) {
      channel.repair();
    }
    // The requests are not reset while more waits, so that no second round is queued beside this.
    if (done.more() || requests.addAndGet(-seen) != 0) {
      context.writers().submit(this);
    }
  }

  private void resume(Runnable recovery) {
    try {
      recovery.run();
    } catch (RuntimeException e) {
      context.failures().increment();
      LOG.log(System.Logger.Level.ERROR, "a recovery could not be resumed", e);
    }
  }
}
