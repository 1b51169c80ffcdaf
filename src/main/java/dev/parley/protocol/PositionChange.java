package dev.parley.protocol;

import java.util.List;
import java.util.Map;

/**
 * What a push changes in the position that a client has in one channel. A {@link Frame} for clients
 * without an SDK carries these changes, so that nobody reads them from the JSON again.
 */
public sealed interface PositionChange {
  /** The channel whose position changes. */
  String channel();

  /**
   * Applies the change.
   *
   * @param before the position before the push; null if the client has none in this channel
   * @return the position after the push; null if the client has none then
   */
  StreamPosition after(StreamPosition before);

  /** The client is subscribed and has all up to this position. */
  record Subscribed(String channel, StreamPosition position) implements PositionChange {
    @Override
    public StreamPosition after(StreamPosition before) {
      return position;
    }
  }

  /** The client gets a publication; the epoch is the one of its subscription. */
  record Published(String channel, long offset) implements PositionChange {
    @Override
    public StreamPosition after(StreamPosition before) {
      return before == null ? null : new StreamPosition(offset, before.epoch());
    }
  }

  /** The client is no longer subscribed. */
  record Unsubscribed(String channel) implements PositionChange {
    @Override
    public StreamPosition after(StreamPosition before) {
      return null;
    }
  }

  /** The changes of a push; empty for most kinds of push. */
  static List<PositionChange> of(Push push) {
    if (push instanceof Push.Published published) {
      return published(published.channel(), published.publication());
    } else if (push instanceof Push.Compressed compressed) {
      return published(compressed.channel(), compressed.publication());
    } else if (push instanceof Push.Subscribed subscribed) {
      return subscribed(Map.of(subscribed.channel(), subscribed.result()));
    } else if (push instanceof Push.Connected connected) {
      return subscribed(connected.result().subs());
    } else if (push instanceof Push.Unsubscribed unsubscribed) {
      return List.of(new Unsubscribed(unsubscribed.channel()));
    }
    return List.of();
  }

  private static List<PositionChange> published(String channel, Publication publication) {
    return publication.offset() == 0
        ? List.of()
        : List.of(new Published(channel, publication.offset()));
  }

  private static List<PositionChange> subscribed(Map<String, Result.Subscribe> subscriptions) {
    return subscriptions.entrySet().stream()
        .filter(each -> each.getValue().recoverable() || each.getValue().positioned())
        .<PositionChange>map(each -> new Subscribed(each.getKey(), each.getValue().reached()))
        .toList();
  }
}
