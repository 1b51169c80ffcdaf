package dev.parley.channel.recovery;

import dev.parley.log.Page;
import dev.parley.protocol.StreamPosition;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads from the log what is missing in one channel, until nothing is. One repair runs at a time.
 * Safe for all threads.
 */
public final class GapRepair {
  private static final System.Logger LOG = System.getLogger(GapRepair.class.getName());
  private static final int RETRY_MILLIS = 1000;

  private final LoggedChannel channel;
  private final HistoryReader history;
  private final AtomicBoolean running = new AtomicBoolean();

  /** Repairs a channel; nothing is read before {@link #start}. */
  public GapRepair(LoggedChannel channel, HistoryReader history) {
    this.channel = channel;
    this.history = history;
  }

  /** Starts a repair unless one runs: that one will find what is missing now. Returns at once. */
  public void start() {
    if (running.compareAndSet(false, true)) {
      readNextPage();
    }
  }

  private void readNextPage() {
    StreamPosition position = channel.position();
    if (position.epoch().isEmpty()) {
      // The channel was reset, and finds its new position when it is opened again.
      end();
      return;
    }
    long known = channel.highest();
    history.readGap(
        channel.name(),
        position.offset(),
        known,
        page -> fill(position, known, page),
        problem -> {
          LOG.log(
              System.Logger.Level.WARNING,
              "a gap could not be repaired; the repair is tried again",
              problem);
          history.executeLater(RETRY_MILLIS, this::readNextPage);
        });
  }

  /**
   * Fills the gap with a page.
   *
   * @param before where the gap began before the log was read
   * @param known the last offset that was known at that time
   */
  private void fill(StreamPosition before, long known, Page page) {
    if (!channel.position().epoch().equals(before.epoch())) {
      // The channel was reset while the log was read: the page says nothing about its new log.
      end();
      return;
    }
    if (!page.head().epoch().equals(before.epoch())) {
      running.set(false);
      channel.reset();
      return;
    }
    channel.add(before.epoch(), page.publications());
    boolean progress = channel.position().offset() > before.offset();
    if (channel.isCongested()) {
      // The fan-out starts the repair again when it has delivered; it may have done so just now,
      // while this repair was running.
      running.set(false);
      if (!channel.isCongested() && channel.hasGap()) {
        start();
      }
    } else if (progress && channel.position().offset() < page.head().offset()) {
      readNextPage();
    } else if (progress || known <= before.offset()) {
      end();
    } else {
      // The log has not what is known to exist.
      running.set(false);
      channel.reset();
    }
  }

  private void end() {
    running.set(false);
    if (channel.hasGap()) {
      start();
    }
  }
}
