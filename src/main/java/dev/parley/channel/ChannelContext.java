package dev.parley.channel;

import dev.parley.channel.recovery.HistoryReader;
import dev.parley.config.ParleyConfig;
import dev.parley.config.SessionKeys;
import dev.parley.delivery.WriterPool;
import dev.parley.presence.Presence;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The parts that all channels of this member share. Immutable.
 *
 * @param presence knows who is in the channels
 * @param history reads what is missing in them
 * @param writers deliver their publications
 * @param pendingBytes of data that may wait in one channel; what comes beyond is read from the log
 *     later, or dropped where there is none
 * @param batchBytes of data that one round delivers, so that it fills no outbox that was empty
 * @param frameBytes the size up to which pushes are joined to one frame
 * @param deliveries counts pushes that were handed to subscribers
 * @param failures counts subscribers that failed to take a frame
 * @param shed counts publications that were dropped
 */
record ChannelContext(
    Presence presence,
    HistoryReader history,
    WriterPool writers,
    long pendingBytes,
    long batchBytes,
    long frameBytes,
    Counter deliveries,
    Counter failures,
    Counter shed) {
  private static final int BATCHES_PER_OUTBOX = 4;

  static ChannelContext of(
      ParleyConfig config,
      Presence presence,
      HistoryReader history,
      WriterPool writers,
      MeterRegistry meters) {
    return new ChannelContext(
        presence,
        history,
        writers,
        config.get(SessionKeys.PENDING_BYTES),
        config.get(SessionKeys.OUTBOX_BYTES) / BATCHES_PER_OUTBOX,
        config.get(SessionKeys.FRAME_BYTES),
        Counter.builder("parley.deliveries")
            .description("Pushes handed to subscribers")
            .register(meters),
        Counter.builder("parley.delivery.failures")
            .description("Subscribers that failed to take a frame")
            .register(meters),
        Counter.builder("parley.deliveries.shed")
            .description("Publications without a log that were dropped, because too much waited")
            .register(meters));
  }
}
