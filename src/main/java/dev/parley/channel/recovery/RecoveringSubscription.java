package dev.parley.channel.recovery;

import dev.parley.protocol.Frame;
import dev.parley.protocol.PushEncoder;
import dev.parley.protocol.Result;
import java.util.List;
import java.util.function.Consumer;

/** A subscription that is not live yet, as {@link Recovery} sees it. Safe for all threads. */
public interface RecoveringSubscription {
  /** The channel that it belongs to. */
  LoggedChannel channel();

  /**
   * Hands a page over, and makes the subscription live if the page reaches what the live
   * subscribers have. Both are one step under the channel's lock, so that nothing is lost between.
   *
   * @param recovery its {@link Recovery#handOver} gets what the live stream does not bring; its
   *     {@link Recovery#resume} runs later if the client is ahead of this member
   */
  RecoveryPage.Result advance(RecoveryPage page, Recovery recovery);

  /**
   * Makes the subscription live from here on, without what it may have missed.
   *
   * @param positioned whether the client is told positions
   * @param wasRecovering whether the client has asked for what it missed
   * @param reply gets the result under the channel's lock, before the first push
   * @return false if the subscription has ended
   */
  boolean join(boolean positioned, boolean wasRecovering, Consumer<Result.Subscribe> reply);

  /** Ends the subscription, if it has not ended; the client is not told. */
  void end();

  /** Ends the subscription, if it has not ended, and tells the client to subscribe again. */
  void abandon();

  /** Whether deltas are agreed with the client. */
  boolean delta();

  /** Encodes the pushes of the channel for the client. */
  PushEncoder encoder();

  /** Puts frames into the client's outbox. Writes nothing. */
  void deliver(List<Frame> frames);

  /** Writes what is in the outbox. May block; no lock may be held. */
  void flush();

  /** Runs a task when little waits for the client; never when the client is gone. */
  void whenReady(Runnable task);
}
