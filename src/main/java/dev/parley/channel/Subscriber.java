package dev.parley.channel;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Codec;
import dev.parley.protocol.Frame;
import java.util.List;

/**
 * One who hears channels. The channel calls these methods from its own threads, sometimes under its
 * lock: they must be quick, must not block, except where it is said, and must not call back into
 * channels.
 */
public interface Subscriber {
  /** Who it is; the client id names it within a channel. */
  ClientInfo info();

  /** The same as others see it in one channel. */
  default ClientInfo info(String channel) {
    return info();
  }

  /** In which all frames for it are encoded; always the same. */
  Codec codec();

  /** Takes frames of pushes; order is the order of the calls. Writes nothing. */
  void deliver(String channel, List<Frame> frames);

  /** Writes what it took. Called without a lock; may block, though not for good. */
  void flush();

  /**
   * Runs {@code next} when little waits for this subscriber: at once, or later on a thread of its
   * own. Never when it is gone. A long catch-up goes on by it, so that it never piles up.
   */
  void whenReady(Runnable next);

  /**
   * The subscription has ended without having been asked for.
   *
   * @param code one of those of {@link dev.parley.protocol.Push.Unsubscribed}
   */
  void ended(String channel, int code, String reason);
}
