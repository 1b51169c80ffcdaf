package dev.parley.channel.recovery;

import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.util.List;

/** A channel that is brought up to date with its log. Safe for all threads. */
public interface LoggedChannel {
  /** Its name. */
  String name();

  /** Whether its position in the log is known, so that publications can be put into order. */
  boolean isOpened();

  /** The last publication before the first gap. */
  StreamPosition position();

  /** The last offset that the live subscribers have. */
  long delivered();

  /** The last offset that is known to exist. */
  long highest();

  /** Whether a publication is missing that somebody here must get. */
  boolean hasGap();

  /** Whether so much waits for the subscribers that nothing more is accepted. */
  boolean isCongested();

  /** Accepts publications that were read from a log, and has them delivered. */
  void add(String epoch, List<Publication> publications);

  /**
   * Compares the channel with the end of its log, and starts a repair if something is missing here.
   *
   * @param before what {@link #position} was before the log was asked
   * @return whether something was missing, or the log is another one
   */
  boolean compareWithHead(StreamPosition before, StreamPosition head);

  /** Ends all subscriptions with the advice to subscribe again, because no position is valid. */
  void reset();

  /**
   * Whether a client can be brought up to date: its position is of this log, and not beyond what is
   * known here.
   */
  boolean canRecover(StreamPosition since);

  /** Whether a position is of the log that this channel knows. */
  boolean isOfThisLog(StreamPosition since);
}
