package dev.parley.presence;

import dev.parley.protocol.Push;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The clients of all channels on all members. A change delivers the joins and leaves that follow
 * from it. Safe for all threads: each channel changes under the lock of its own entry; its joins
 * and leaves are delivered without a lock, in the order of the changes, by one thread at a time.
 */
final class PresenceTable {
  private static final System.Logger LOG = System.getLogger(PresenceTable.class.getName());

  private final Map<String, ChannelPresence> channels = new ConcurrentHashMap<>();
  private volatile Consumer<Push> listener = push -> {};

  /** Sets the receiver of joins and leaves; before that they are dropped. */
  void setListener(Consumer<Push> newListener) {
    listener = newListener;
  }

  /** Adds a client, or replaces its entry. */
  void put(PresenceEntry entry) {
    change(entry, channel -> channel.put(entry));
  }

  /** Removes a client; does nothing if it is not there. */
  void remove(PresenceEntry entry) {
    change(entry, channel -> channel.remove(entry.info().client()));
  }

  /** Removes a client if it is disconnected; does nothing if it is back, or not there. */
  void removeDisconnected(PresenceEntry entry) {
    change(entry, channel -> channel.removeDisconnected(entry.info().client()));
  }

  private void change(PresenceEntry entry, Consumer<ChannelPresence> change) {
    channels.compute(
        entry.channel(),
        (name, known) -> {
          ChannelPresence channel = known == null ? new ChannelPresence() : known;
          change.accept(channel);
          return channel.isEmpty() ? null : channel;
        });
    Push next = nextPush(entry.channel(), false);
    while (next != null) {
      deliver(next);
      next = nextPush(entry.channel(), true);
    }
  }

  private Push nextPush(String name, boolean isDelivering) {
    Push[] next = new Push[1];
    channels.computeIfPresent(
        name,
        (same, channel) -> {
          next[0] = channel.nextPush(isDelivering);
          return channel.isEmpty() ? null : channel;
        });
    return next[0];
  }

  private void deliver(Push push) {
    try {
      listener.accept(push);
    } catch (RuntimeException e) {
      // The client is present whether or not the subscribers hear of it.
      LOG.log(System.Logger.Level.ERROR, "a join or leave could not be delivered", e);
    }
  }

  /** Returns a view of a channel as it is now; of an empty one if it is not known. */
  <T> T read(String name, Function<ChannelPresence, T> view) {
    AtomicReference<T> result = new AtomicReference<>();
    channels.computeIfPresent(
        name,
        (same, channel) -> {
          result.set(view.apply(channel));
          return channel;
        });
    return result.get() == null ? view.apply(new ChannelPresence()) : result.get();
  }
}
