package dev.parley.channel;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Frame;
import dev.parley.protocol.PushEncoder;
import java.util.List;

/**
 * A client that channels deliver to. A channel calls these methods from its own threads, sometimes
 * under its lock: they must be quick and must not block, except {@link #flush}, and they must not
 * call back into channels.
 */
public interface Subscriber {
  /** The client; its id names it within a channel. */
  ClientInfo info();

  /** The client as others see it in one channel. */
  default ClientInfo info(String channel) {
    return info();
  }

  /** Encodes the pushes of one channel for the client; always the same one. */
  PushEncoder encoder(String channel);

  /** Adds frames of pushes to the outbox, in the order of the calls. Writes nothing. */
  void deliver(String channel, List<Frame> frames);

  /** Writes what is in the outbox. Called without a lock; may block, but not for ever. */
  void flush();

  /**
   * Runs a task when little is left in the outbox: soon, on a thread that may block. Never runs it
   * when the client is gone. A long recovery continues by it, so that the outbox does not fill.
   */
  void whenReady(Runnable next);

  /**
   * Tells the client that its subscription was ended by the server.
   *
   * @param code one of those of {@link dev.parley.protocol.Push.Unsubscribed}
   */
  void ended(String channel, int code, String reason);
}
