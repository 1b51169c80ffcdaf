package dev.parley.channel;

import dev.parley.delivery.WriteTask;
import dev.parley.protocol.Payload;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A channel with its sweep over the subscribers, of which there is one at a time, and its repair.
 * What is published while a sweep is under way makes the next one.
 */
final class HubChannel implements WriteTask {
  private final Channel channel;
  private final Fanout fanout;
  private final Consumer<HubChannel> repair;
  private final CompletableFuture<Void> announced;
  private final AtomicBoolean inRepair = new AtomicBoolean();

  /**
   * How often a flush was asked for since the last sweep ended; a sweep is queued or under way
   * while it is not 0.
   */
  private final AtomicInteger asked = new AtomicInteger();

  /**
   * The sweep under way. Handed from thread to thread by {@link dev.parley.delivery.WriterPool}.
   */
  private Subscription[] targets;

  private EncodedBatch broadcast;

  /** The data that was handed out last, which the next delta is of; null where nobody gets any. */
  private Payload last;

  private int next;
  private int seen;
  private List<Runnable> early;
  private boolean more;
  private boolean incomplete;

  /**
   * @param repair told when a sweep has come to its end and what follows must be read from the log
   * @param announced completes when all members know that the channel is heard here
   */
  HubChannel(
      Channel channel,
      Fanout fanout,
      Consumer<HubChannel> repair,
      CompletionStage<Void> announced) {
    this.channel = channel;
    this.fanout = fanout;
    this.repair = repair;
    this.announced = announced.toCompletableFuture();
  }

  Channel channel() {
    return channel;
  }

  /** Completes when all members know that the channel is heard here, or some time after in vain. */
  CompletableFuture<Void> announced() {
    return announced;
  }

  /** Has what waits delivered soon. Returns at once. */
  void flush() {
    if (asked.getAndIncrement() == 0) {
      fanout.enqueue(this);
    }
  }

  @Override
  public boolean step() {
    if (targets == null) {
      begin();
    }
    if (next < targets.length) {
      Subscription target = targets[next++];
      fanout.deliver(target, channel.name(), broadcast);
      // Behind this line another thread may have gone on with the sweep: nothing of it may be
      // touched.
      return true;
    }
    end();
    return false;
  }

  private void begin() {
    seen = asked.get();
    next = 0;
    targets = new Subscription[0];
    Channel.Batch batch = channel.take(fanout.batchBytes());
    early = batch.early();
    more = batch.more();
    incomplete = batch.incomplete();
    if (!batch.pushes().isEmpty() && batch.targets().length > 0) {
      broadcast = fanout.broadcast(batch, last);
      targets = batch.targets();
      last = batch.deltas() ? broadcast.last() : null;
    }
  }

  private void end() {
    targets = null;
    broadcast = null;
    early.forEach(fanout::goOn);
    if (incomplete) {
      repair.accept(this);
    }
    // What was left behind keeps the sweep asked for; so there is never a second one in the queue.
    if (more || asked.addAndGet(-seen) != 0) {
      fanout.enqueue(this);
    }
  }

  /** False if one is under way: that one will see what this one is for. */
  boolean beginRepair() {
    return inRepair.compareAndSet(false, true);
  }

  void endRepair() {
    inRepair.set(false);
  }
}
