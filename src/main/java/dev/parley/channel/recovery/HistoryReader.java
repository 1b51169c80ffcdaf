package dev.parley.channel.recovery;

import dev.parley.concurrent.MemberExecutors;
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
 * Reads the log in pages of a bounded size, on the few threads that may wait for the database. Each
 * read goes on by a callback on that same thread, because what follows may write to a client, and
 * so may block. Safe for all threads.
 */
@Singleton
public class HistoryReader {
  private final ChannelLog log;
  private final WriterPool writers;
  private final HistoryThreads threads;
  private final int pageEntries;
  private final long pageBytes;
  private final Bucket rate;

  /** Made by CDI. */
  @Inject
  public HistoryReader(
      ParleyConfig config, ChannelLog log, WriterPool writers, MemberExecutors executors) {
    this(config, log, writers, new HistoryThreads(executors));
  }

  HistoryReader(ParleyConfig config, ChannelLog log, WriterPool writers, HistoryThreads threads) {
    this.log = log;
    this.writers = writers;
    this.threads = threads;
    this.pageEntries = config.get(LimitKeys.RECOVERY_PAGE);
    this.pageBytes = config.get(LimitKeys.RECOVERY_PAGE_BYTES);
    this.rate = newRate(config.get(LimitKeys.CATCH_UP_RATE));
  }

  /**
   * Reads from the log, or changes it.
   *
   * @param read may block
   * @param then gets the value, on the same thread
   * @param failed gets the failure of either; called by the caller's thread if too many wait
   */
  public <T> void read(
      Function<ChannelLog, T> read, Consumer<T> then, Consumer<ProtocolException> failed) {
    threads.run(() -> read.apply(log), then, failed);
  }

  /**
   * Reads the end of a channel's log as it is now, so that nothing is missed that another member
   * has just committed; empty if the channel has been opened meanwhile.
   */
  public void readHeadToOpen(
      LoggedChannel channel,
      Consumer<Optional<StreamPosition>> then,
      Consumer<ProtocolException> failed) {
    read(
        source ->
            channel.isOpened()
                ? Optional.empty()
                : Optional.of(source.head(channel.name(), Long.MAX_VALUE)),
        then,
        failed);
  }

  /**
   * Reads the publications after an offset for a client, oldest first, as many as one page holds.
   *
   * @param known as in {@link ChannelLog#readAfter(String, long, int, long)}
   */
  void readPage(
      String channel,
      long after,
      long known,
      Consumer<Page> then,
      Consumer<ProtocolException> failed) {
    read(source -> cut(source.readAfter(channel, after, pageEntries, known)), then, failed);
  }

  /** As {@link #readPage} for a repair, whose pages are not bounded by what a client takes. */
  void readGap(
      String channel,
      long after,
      long known,
      Consumer<Page> then,
      Consumer<ProtocolException> failed) {
    read(source -> source.readAfter(channel, after, pageEntries, known), then, failed);
  }

  /** Runs a task soon, on a thread that may wait. */
  public void execute(Runnable task, Consumer<ProtocolException> refused) {
    threads.run(() -> null, nothing -> task.run(), refused);
  }

  /** Runs a task after a delay, on a thread that may wait. */
  void executeLater(long millis, Runnable task) {
    threads.runLater(millis, task);
  }

  /**
   * Continues a recovery: at once if nothing live is being delivered or all recoveries together
   * stay below their rate, otherwise a little later on a thread that may wait.
   *
   * @param bytes of the page before
   */
  void pace(long bytes, Runnable next) {
    long millis = TimeUnit.NANOSECONDS.toMillis(count(bytes));
    if (millis == 0) {
      next.run();
    } else {
      executeLater(millis, next);
    }
  }

  /**
   * Counts the bytes of a page, which delays other recoveries.
   *
   * @return nanoseconds until the rate allows more
   */
  long count(long bytes) {
    return writers.isBusy() ? rate.consumeIgnoringRateLimits(Math.max(1, bytes)) : 0;
  }

  private static Bucket newRate(long bytesPerSecond) {
    Duration burst = Duration.ofMillis(100);
    long inBurst = Math.max(1, bytesPerSecond / 10);
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(inBurst).refillGreedy(inBurst, burst))
        .build();
  }

  private Page cut(Page read) {
    List<Publication> page = new ArrayList<>(read.publications().size());
    long size = 0;
    for (Publication publication : read.publications()) {
      size += publication.data().size();
      if (!page.isEmpty() && size > pageBytes) {
        break;
      }
      page.add(publication);
    }
    return new Page(page, read.head());
  }
}
