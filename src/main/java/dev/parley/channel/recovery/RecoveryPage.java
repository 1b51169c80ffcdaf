package dev.parley.channel.recovery;

import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.util.List;

/**
 * A page that was read from the log for one subscription. Immutable.
 *
 * @param from the offset after which the page was read
 * @param known the offset that was known to exist when the log was read
 * @param publications in the order of their offsets, without a gap between them
 * @param head the end of the log at that time
 */
public record RecoveryPage(
    long from, long known, List<Publication> publications, StreamPosition head) {
  /** The result of handing over one page. */
  public enum Result {
    /** The subscription is live: nothing is missing. */
    LIVE,
    /** The page was handed over; more follows. */
    MORE,
    /** The client is ahead of this member; the recovery resumes when the member has caught up. */
    EARLY,
    /** The subscription has ended. */
    GONE,
    /** The publications that should follow are no longer in the log. */
    TRIMMED,
    /** The page is of another log than the channel. */
    RESET
  }

  /** The offset that the client has when it has the page. */
  public long last() {
    return publications.isEmpty() ? from : publications.get(publications.size() - 1).offset();
  }

  /**
   * Compares the page with the position that the live subscribers have.
   *
   * @return each but {@code GONE}
   */
  public Result compareWith(StreamPosition position) {
    if (!head.epoch().equals(position.epoch())) {
      return Result.RESET;
    }
    long delivered = position.offset();
    if (!followsFrom()) {
      return Result.TRIMMED;
    }
    if (from <= delivered && last() >= delivered) {
      return Result.LIVE;
    }
    if (from < delivered && showsLoss()) {
      return Result.TRIMMED;
    }
    return publications.isEmpty() && from > delivered ? Result.EARLY : Result.MORE;
  }

  /** The publications up to an offset. */
  public List<Publication> upTo(long offset) {
    return publications.stream().filter(publication -> publication.offset() <= offset).toList();
  }

  private boolean followsFrom() {
    return publications.isEmpty() || publications.get(0).offset() == from + 1;
  }

  /** An empty page shows a loss only if the log has more; otherwise it is a little old. */
  private boolean showsLoss() {
    return publications.isEmpty() && (head.offset() > from || head.offset() < known);
  }
}
