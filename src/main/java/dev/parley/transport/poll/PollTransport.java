package dev.parley.transport.poll;

import dev.parley.protocol.Codec;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.Push;
import dev.parley.session.Transport;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Gives the frames of one session to whichever of its polls waits. A frame is a batch with a
 * number, and has been sent when the client acknowledges it: until then each poll is answered with
 * it again, and no other follows. Polls have numbers too: only the latest waits, and one that comes
 * late gets nothing.
 *
 * <p>Safe for all threads. All fields are guarded by this; nothing is answered under the lock.
 *
 * <p>Rule Q1 of {@code docs/SPEC.md}.
 */
final class PollTransport implements Transport {
  private final Codec codec;
  private final LongSupplier nanoTime;

  /** The latest poll there was. */
  private long turn = -1;

  /** The poll that waits; null if none does. */
  private PendingPoll waiting;

  /** Since when it waits, or since when none does. */
  private long sinceNanos;

  /** The number of the latest batch; 0 if there was none. */
  private long batch;

  /** The latest batch, while it is not acknowledged; null otherwise. */
  private Frame frame;

  private Done done;

  /** What every poll is answered from now on; null while the session lasts. */
  private PollResponse end;

  PollTransport(Codec codec, LongSupplier nanoTime) {
    this.codec = codec;
    this.nanoTime = nanoTime;
    this.sinceNanos = nanoTime.getAsLong();
  }

  /** A poll that can be answered, once. */
  interface PendingPoll {
    /**
     * Answers; may block, though not for good.
     *
     * @param stalled is run when it has blocked for too long
     */
    void answer(PollResponse answer, Runnable stalled);

    /** The same, by another thread; returns at once. */
    void answerSoon(PollResponse answer, Runnable stalled);
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
        poll = leave();
      }
    }
    if (answer == null) {
      whenAcknowledged.sent(new IOException("the session has ended"));
    } else if (poll != null) {
      poll.answer(answer, whenAcknowledged::stalled);
    }
  }

  /**
   * A poll has come, and is answered at once or waits.
   *
   * @param number its own; one that is not larger than all before is answered with nothing
   * @param ack the latest batch that the client has; 0 if none
   * @return false if there was no such batch: then nothing is done
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
        older = leave();
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
      older.answerSoon(PollResponse.EMPTY, () -> {});
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
      poll = leave();
    }
    if (poll != null) {
      poll.answerSoon(answer, () -> {});
    }
    if (unsent != null) {
      unsent.sent(new IOException("the session has ended"));
    }
  }

  /**
   * Answers the poll that waits, with nothing, if it has done so for long enough.
   *
   * @return how long no poll has waited; 0 while one does
   */
  long look(long nowNanos, long longestWaitNanos) {
    PendingPoll poll;
    synchronized (this) {
      long nanos = nowNanos - sinceNanos;
      if (waiting == null) {
        return Math.max(0, nanos);
      }
      if (nanos < longestWaitNanos) {
        return 0;
      }
      poll = leave();
    }
    poll.answerSoon(PollResponse.EMPTY, () -> {});
    return 0;
  }

  /** Takes the poll that waits, if one does; from now on time counts for the other state. */
  private PendingPoll leave() {
    PendingPoll poll = waiting;
    waiting = null;
    sinceNanos = nanoTime.getAsLong();
    return poll;
  }
}
