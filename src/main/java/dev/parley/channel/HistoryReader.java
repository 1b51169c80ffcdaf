package dev.parley.channel;

import dev.parley.config.LimitKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.delivery.WriterPool;
import dev.parley.log.ChannelLog;
import dev.parley.log.Page;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import io.github.bucket4j.Bucket;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads the log in pages of a bounded size, on the threads that may wait for it. Safe for all
 * threads.
 */
@Singleton
class HistoryReader {
  private final ChannelLog log;
  private final HistoryThreads reads;
  private final WriterPool sweepers;
  private final int entries;
  private final long bytes;
  private final Bucket rate;

  @Inject
  HistoryReader(ParleyConfig config, ChannelLog log, HistoryThreads reads, WriterPool sweepers) {
    this.log = log;
    this.reads = reads;
    this.sweepers = sweepers;
    this.entries = config.get(LimitKeys.RECOVERY_PAGE);
    this.bytes = config.get(LimitKeys.RECOVERY_PAGE_BYTES);
    this.rate = rate(config.get(LimitKeys.CATCH_UP_RATE));
  }

  /** The end of a channel's log. */
  void head(String channel, Consumer<StreamPosition> then, Consumer<ProtocolException> failed) {
    head(channel, 0, then, failed);
  }

  /**
   * The end of a channel's log as it is now, so that nothing is missed that another member
   * committed a moment ago; empty if somebody else has opened the channel meanwhile.
   */
  void headToOpen(
      Channel channel,
      Consumer<Optional<StreamPosition>> then,
      Consumer<ProtocolException> failed) {
    reads.run(
        () ->
            channel.isOpened()
                ? Optional.empty()
                : Optional.of(log.head(channel.name(), Long.MAX_VALUE)),
        then,
        failed);
  }

  /**
   * The end of a channel's log.
   *
   * @param known as in {@link ChannelLog#head(String, long)}
   */
  void head(
      String channel,
      long known,
      Consumer<StreamPosition> then,
      Consumer<ProtocolException> failed) {
    reads.run(() -> log.head(channel, known), then, failed);
  }

  /**
   * A page for a client of what follows an offset, oldest first, and the head.
   *
   * @param known as in {@link ChannelLog#readAfter(String, long, int, long)}
   */
  void pageAfter(
      String channel,
      long after,
      long known,
      Consumer<Page> then,
      Consumer<ProtocolException> failed) {
    reads.run(() -> bounded(log.readAfter(channel, after, entries, known)), then, failed);
  }

  /** The same for a repair, which is not bounded by what a client takes. */
  void sliceAfter(
      String channel,
      long after,
      long known,
      Consumer<Page> then,
      Consumer<ProtocolException> failed) {
    reads.run(() -> log.readAfter(channel, after, entries, known), then, failed);
  }

  /**
   * Goes on with a catch-up: at once if nothing live is being delivered or all catch-ups together
   * have not taken too much, otherwise a little later on a thread that may wait.
   *
   * @param taken bytes of the page before
   */
  void pace(long taken, Runnable next) {
    long millis = TimeUnit.NANOSECONDS.toMillis(take(taken));
    if (millis == 0) {
      next.run();
    } else {
      reads.later(millis, next);
    }
  }

  /** Counts the last page of a catch-up. */
  void took(long bytes) {
    take(bytes);
  }

  /** Nanoseconds until others may take more. */
  private long take(long bytes) {
    return sweepers.isBusy() ? rate.consumeIgnoringRateLimits(Math.max(1, bytes)) : 0;
  }

  private static Bucket rate(long bytesPerSecond) {
    Duration burst = Duration.ofMillis(100);
    long inBurst = Math.max(1, bytesPerSecond / 10);
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(inBurst).refillGreedy(inBurst, burst))
        .build();
  }

  /** Any read of the log. */
  void read(
      Function<ChannelLog, Page> read, Consumer<Page> then, Consumer<ProtocolException> failed) {
    reads.run(() -> read.apply(log), then, failed);
  }

  /** Runs something soon, on a thread that may wait. */
  void soon(Runnable task, Consumer<ProtocolException> failed) {
    reads.run(() -> null, nothing -> task.run(), failed);
  }

  /** Runs something a little later, on a thread that may wait. */
  void later(long millis, Runnable task) {
    reads.later(millis, task);
  }

  private Page bounded(Page read) {
    List<Publication> page = new ArrayList<>(read.publications().size());
    long size = 0;
    for (Publication publication : read.publications()) {
      size += publication.data().size();
      if (!page.isEmpty() && size > bytes) {
        break;
      }
      page.add(publication);
    }
    return new Page(page, read.head());
  }
}
