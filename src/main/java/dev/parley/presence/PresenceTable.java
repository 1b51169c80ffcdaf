package dev.parley.presence;

import dev.parley.protocol.Push;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Who is shown in which channel, of all members; whoever changes it has the joins and leaves told
 * here. Safe for all threads: each channel changes under the lock of its own entry, and its joins
 * and leaves are told without a lock, in the order of the changes, by one thread at a time.
 */
final class PresenceTable {
  private static final System.Logger LOG = System.getLogger(PresenceTable.class.getName());

  private final Map<String, ChannelPresence> channels = new ConcurrentHashMap<>();
  private volatile Consumer<Push> watcher = push -> {};

  /** Names the one who is told; until then nobody is. */
  void watch(Consumer<Push> newWatcher) {
    watcher = newWatcher;
  }

  /** Notes what is known of a client now. */
  void put(PresenceEntry attendee) {
    change(attendee, attendance -> attendance.put(attendee));
  }

  /** Forgets a client; does nothing if it is not shown. */
  void remove(PresenceEntry attendee) {
    change(attendee, attendance -> attendance.remove(attendee.info().client()));
  }

  /** Forgets a client that is still lost; does nothing if it has come back, or is not shown. */
  void removeLost(PresenceEntry attendee) {
    change(attendee, attendance -> attendance.removeLost(attendee.info().client()));
  }

  private void change(PresenceEntry attendee, Consumer<ChannelPresence> step) {
    channels.compute(
        attendee.channel(),
        (name, known) -> {
          ChannelPresence attendance = known == null ? new ChannelPresence() : known;
          step.accept(attendance);
          return attendance.isOver() ? null : attendance;
        });
    Push next = nextUntold(attendee.channel(), false);
    while (next != null) {
      tell(next);
      next = nextUntold(attendee.channel(), true);
    }
  }

  private Push nextUntold(String channel, boolean teller) {
    Push[] next = new Push[1];
    channels.computeIfPresent(
        channel,
        (name, attendance) -> {
          next[0] = attendance.nextUntold(teller);
          return attendance.isOver() ? null : attendance;
        });
    return next[0];
  }

  /** Who is there is there whether or not the others hear of it. */
  private void tell(Push push) {
    try {
      watcher.accept(push);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "it could not be told who comes and goes", e);
    }
  }

  /** Something about a channel as it is now; without anybody in it if it is not known. */
  <T> T look(String channel, Function<ChannelPresence, T> view) {
    AtomicReference<T> seen = new AtomicReference<>();
    channels.computeIfPresent(
        channel,
        (name, attendance) -> {
          seen.set(view.apply(attendance));
          return attendance;
        });
    return seen.get() == null ? view.apply(new ChannelPresence()) : seen.get();
  }
}
