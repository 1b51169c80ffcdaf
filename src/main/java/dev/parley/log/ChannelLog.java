package dev.parley.log;

import dev.parley.protocol.StreamPosition;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The logs of many channels. Safe for all threads.
 *
 * <p>Offsets of a channel are 1, 2, 3 … without gaps or repeats, whoever appends (L2). Where the
 * log cannot answer, a {@link dev.parley.protocol.ProtocolException} with code 100 (temporary) says
 * so, thrown or as the outcome of the stage.
 */
public interface ChannelLog {
  /**
   * Appends one publication. Returns at once, and completes {@code result} after the commit.
   *
   * <p>The log completes the results of one channel in the order of their offsets and never two at
   * a time, on a thread of its own. Actions that the caller attaches to {@code result} before the
   * call run in this order too; they must be quick and must not block. Only a publication that is
   * refused at once, because too many wait or the log is closed, completes on the caller's thread
   * before this returns.
   *
   * @param result completes exceptionally with a {@link dev.parley.protocol.ProtocolException} when
   *     the publication was not appended; code 100 says that trying again may help. With one
   *     exception nothing of it is in the log then: when the database went away in the middle of a
   *     commit and did not come back in time, nobody knows; the same idempotency key makes trying
   *     again safe
   */
  void append(Append append, CompletableFuture<AppendResult> result);

  /**
   * Appends one publication, for callers that do not need the order of the results: an action that
   * is attached to the returned stage runs on the caller's thread when the stage is complete by
   * then.
   *
   * @return as {@code result} of {@link #append(Append, CompletableFuture)}
   */
  default CompletionStage<AppendResult> append(Append append) {
    CompletableFuture<AppendResult> result = new CompletableFuture<>();
    append(append, result);
    return result;
  }

  /**
   * Reads forward.
   *
   * @param channel the channel
   * @param after entries with a larger offset are read; 0 for the oldest there are
   * @param limit the most entries, at least 1; the slice may end earlier, being bounded in bytes
   *     too, but holds at least one entry when there is one
   * @param known an offset that the caller knows of, 0 if none: memory that reaches it answers,
   *     even if other members may have appended since; memory that does not reach it is not
   *     believed, and the log itself is asked
   * @return the entries, oldest first, and the head of the channel at the time
   */
  Page readAfter(String channel, long after, int limit, long known);

  /** Reads forward; what other members appended in this moment may not be seen yet. */
  default Page readAfter(String channel, long after, int limit) {
    return readAfter(channel, after, limit, 0);
  }

  /**
   * Reads backward.
   *
   * @param channel the channel
   * @param before entries with a smaller offset are read; {@link Long#MAX_VALUE} for the newest
   * @param limit as in {@link #readAfter(String, long, int, long)}
   * @return the entries, newest first, and the head of the channel at the time
   */
  Page readBefore(String channel, long before, int limit);

  /**
   * The end of a channel's log. A channel that was never heard of gets its epoch by this call, so
   * that a subscriber of an empty channel can recover its very first publication.
   *
   * @param known as in {@link #readAfter(String, long, int, long)}; {@link Long#MAX_VALUE} to have
   *     the log itself asked
   */
  StreamPosition head(String channel, long known);

  /** The end of a channel's log; what other members appended in this moment may not be seen yet. */
  default StreamPosition head(String channel) {
    return head(channel, 0);
  }

  /**
   * The ends of many channels at once, asked of the log itself.
   *
   * @return by name; a channel that was never heard of, or has no log, is missing
   */
  Map<String, StreamPosition> heads(Collection<String> channels);

  /**
   * Removes all entries that a channel has now, for good. Its offsets count on and its idempotency
   * keys stay known; who had not seen all of it finds that something is missing. Blocks, for longer
   * the more there is. Other members keep what they have in memory until {@link #forget}.
   *
   * @return up to where it was removed; {@link StreamPosition#NONE} when there is no such log
   */
  StreamPosition remove(String channel);

  /**
   * Drops what is here in memory of a channel that another member has removed.
   *
   * @param upTo what {@link #remove} has answered there
   */
  void forget(String channel, StreamPosition upTo);

  /** The same for all channels, because it is not known what other members have removed. */
  void forgetAll();
}
