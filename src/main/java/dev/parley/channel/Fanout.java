package dev.parley.channel;

import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import dev.parley.delivery.WriterPool;
import dev.parley.protocol.Payload;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Carries what waits in channels to their subscribers: hands them one after the other the few
 * frames that a {@link EncodedBatch} has made of it. What is published while one sweep is under way
 * makes the next one, so that batches grow by themselves under load and a lone message goes out at
 * once. Safe for all threads.
 */
@Singleton
class Fanout {
  private static final System.Logger LOG = System.getLogger(Fanout.class.getName());

  /** One sweep fills no outbox that was empty. */
  private static final int BATCHES_IN_AN_OUTBOX = 4;

  private final WriterPool sweepers;
  private final long frameBytes;
  private final long batchBytes;
  private final Counter deliveries;
  private final Counter failures;

  @Inject
  Fanout(ParleyConfig config, MeterRegistry meters, WriterPool sweepers) {
    this.sweepers = sweepers;
    this.frameBytes = config.get(SessionKeys.FRAME_BYTES);
    this.batchBytes = config.get(SessionKeys.OUTBOX_BYTES) / BATCHES_IN_AN_OUTBOX;
    this.deliveries =
        Counter.builder("parley.deliveries")
            .description("Pushes handed to subscribers")
            .register(meters);
    this.failures =
        Counter.builder("parley.delivery.failures")
            .description("Subscribers that failed to take a frame")
            .register(meters);
  }

  void enqueue(HubChannel channel) {
    sweepers.bulk(channel);
  }

  /** The most bytes of data that one sweep takes of a channel. */
  long batchBytes() {
    return batchBytes;
  }

  /** Hands one subscriber the frames that are for it, and has them written; only that may block. */
  void deliver(Subscription target, String channel, EncodedBatch broadcast) {
    try {
      target.deliver(channel, broadcast);
      target.subscriber.flush();
    } catch (RuntimeException e) {
      failures.increment();
      LOG.log(System.Logger.Level.ERROR, "a subscriber could not be delivered to", e);
    }
  }

  /** Lets one go on who has waited for a batch. */
  void goOn(Runnable next) {
    try {
      next.run();
    } catch (RuntimeException e) {
      failures.increment();
      LOG.log(System.Logger.Level.ERROR, "a subscriber could not be caught up", e);
    }
  }

  /**
   * What a sweep hands out of a batch.
   *
   * @param before the data that was handed out last before it; null if that is not known
   */
  EncodedBatch broadcast(Channel.Batch batch, Payload before) {
    deliveries.increment((double) batch.pushes().size() * batch.targets().length);
    return new EncodedBatch(batch.pushes(), before, frameBytes);
  }
}
