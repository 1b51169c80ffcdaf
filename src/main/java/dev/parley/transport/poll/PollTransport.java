package dev.parley.transport.poll;

import dev.parley.protocol.Codec;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.Push;
import dev.parley.session.Transport;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Sends the frames of one session as answers to its polls. A frame is a batch with a number. It
 * counts as sent when the client acknowledges it; until then each poll gets the same batch again,
 * and no other batch follows. Polls have numbers too: only the latest poll waits, and a late one
 * gets nothing.
 *
 * <p>Safe for all threads. This object guards all fields; no answer is written under its lock.
 *
 * <p>Rule Q1 of {@code docs/SPEC.md}.
 */
final class PollTransport implements Transport {
  private final Codec codec;
  private final LongSupplier nanoTime;

  /** The number of the latest poll. */
  private long turn = -1;

  /** The poll that waits; null if none does. */
  private PendingPoll waiting;

  /** Since when a poll waits, or since when none does. */
  private long sinceNanos;

  /** The number of the latest batch; 0 if there was none. */
  private long batch;

  /** The latest batch, while it is not acknowledged; null otherwise. */
  private Frame frame;

  private Done done;

  /** The answer to every poll after the end; null while the session lasts. */
  private PollResponse end;

  PollTransport(Codec codec, LongSupplier nanoTime) {
    this.codec = codec;
    this.nanoTime = nanoTime;
    this.sinceNanos = nanoTime.getAsLong();
  }

  /** A poll that can be answered, once. */
  interface PendingPoll {
    /**
     * Answers; may block for a limited time.
     *
     * @param stalled runs when the write has blocked for too long
     */
    void answer(PollResponse answer, Runnable stalled);

    /** Answers on another thread; returns at once. */
    void answerAsync(PollResponse answer, Runnable stalled);
  }

  @Override
  public void send(Frame next, Done whenAcknowledged) {
    PendingPoll poll = null;
    PollResponse answer = null;
    synchronized (this) {
      if (end == null) {
        batch++;
        frame = next;
        done = whenAcknowledged;
        answer = PollResponse.batch(batch, frame);
        poll = takeWaiting();
      }
    }
    if (answer == null) {
      whenAcknowledged.sent(new IOException("the session has ended"));
    } else if (poll != null) {
      poll.answer(answer, whenAcknowledged::stalled);
    }
  }

  /**
   * Answers a poll at once, or keeps it waiting.
   *
   * @param number of the poll; a poll that is not newer than all before gets an empty answer
   * @param ack the latest batch that the client has; 0 if none
   * @return false if there was no such batch; then it does nothing
   */
  boolean poll(long number, long ack, PendingPoll poll) {
    PendingPoll older = null;
    PollResponse answer = null;
    Done acknowledged = null;
    Runnable stalled = () -> {};
    synchronized (this) {
      if (ack > batch) {
        return false;
      }
      if (ack == batch && frame != null) {
        acknowledged = done;
        frame = null;
        done = null;
      }
      if (number <= turn) {
        answer = PollResponse.EMPTY;
      } else {
        turn = number;
        older = takeWaiting();
        if (end != null) {
          answer = end;
        } else if (frame != null) {
          answer = PollResponse.batch(batch, frame);
          stalled = done::stalled;
        } else {
          waiting = poll;
        }
      }
    }
    if (older != null) {
      older.answerAsync(PollResponse.EMPTY, () -> {});
    }
    if (answer != null) {
      poll.answer(answer, stalled);
    }
    if (acknowledged != null) {
      acknowledged.sent(null);
    }
    return true;
  }

  @Override
  public void close(DisconnectCode code, String reason) {
    PollResponse answer = PollResponse.end(codec.push(new Push.Disconnected(code, reason)));
    PendingPoll poll;
    Done unsent;
    synchronized (this) {
      end = answer;
      unsent = done;
      frame = null;
      done = null;
      poll = takeWaiting();
    }
    if (poll != null) {
      poll.answerAsync(answer, () -> {});
    }
    if (unsent != null) {
      unsent.sent(new IOException("the session has ended"));
    }
  }

  /**
   * Sends an empty answer to the waiting poll if it has waited long enough.
   *
   * @return for how many nanoseconds no poll has waited; 0 while one waits
   */
  long checkTimeouts(long nowNanos, long longestWaitNanos) {
    PendingPoll poll;
    synchronized (this) {
      long nanos = nowNanos - sinceNanos;
      if (waiting == null) {
        return Math.max(0, nanos);
      }
      if (nanos < longestWaitNanos) {
        return 0;
      }
      poll = takeWaiting();
    }
    poll.answerAsync(PollResponse.EMPTY, () -> {});
    return 0;
  }

  /** Takes the waiting poll, null if there is none, and restarts the clock. */
  private PendingPoll takeWaiting() {
    PendingPoll poll = waiting;
    waiting = null;
    sinceNanos = nanoTime.getAsLong();
    return poll;
  }
}
