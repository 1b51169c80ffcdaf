package dev.parley.log;

import dev.parley.protocol.StreamPosition;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The logs of many channels. Safe for all threads.
 *
 * <p>Offsets of a channel are 1, 2, 3 … without gaps or repeats, on however many members (L2). When
 * the log cannot answer, it throws a {@link dev.parley.protocol.ProtocolException} with code 100
 * (temporary), or completes the stage with one.
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
   * @param result only the log completes it; exceptionally with a {@link
   *     dev.parley.protocol.ProtocolException} when the publication was not appended; code 100 says
   *     that trying again may help. With one exception nothing of it is in the log then: when the
   *     database went away in the middle of a commit and did not come back in time, the outcome is
   *     unknown; with the same idempotency key it is safe to try again
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
   * @param limit the most entries, at least 1; the page may end earlier, because it is bounded in
   *     bytes too, but has at least one entry when there is one
   * @param known an offset that the caller knows of, 0 if none: the cache answers when it reaches
   *     this offset, even if other members may have appended since; otherwise the log asks the
   *     database
   * @return the entries, oldest first, and the head of the channel at the time
   */
  Page readAfter(String channel, long after, int limit, long known);

  /** Reads forward; entries that other members append at this moment may be missing. */
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
   * The position of a channel's newest entry. A new channel gets its epoch by this call, so that a
   * subscriber of an empty channel can recover its very first publication.
   *
   * @param known as in {@link #readAfter(String, long, int, long)}; with {@link Long#MAX_VALUE} the
   *     log always asks the database
   */
  StreamPosition head(String channel, long known);

  /** The head of a channel; entries that other members append at this moment may be missing. */
  default StreamPosition head(String channel) {
    return head(channel, 0);
  }

  /**
   * The heads of many channels at once; the log always asks the database.
   *
   * @return by name; a channel that is unknown or has no log is missing
   */
  Map<String, StreamPosition> heads(Collection<String> channels);

  /**
   * Removes all entries that a channel has now, for good. Its offsets count on and its idempotency
   * keys stay known; a reader that had not seen all entries finds that some are missing. Blocks,
   * for longer the more entries there are. Other members keep their cached entries until {@link
   * #forget}.
   *
   * @return the position of the last removed entry; {@link StreamPosition#NONE} when there is no
   *     such log
   */
  StreamPosition remove(String channel);

  /**
   * Drops the cached entries of a channel that another member has removed.
   *
   * @param upTo the result of {@link #remove} on the other member
   */
  void forget(String channel, StreamPosition upTo);

  /**
   * Drops the cached entries of all channels, when removals of other members may have been missed.
   */
  void forgetAll();
}
