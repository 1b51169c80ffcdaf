package dev.parley.session;

import dev.parley.protocol.Codec;
import dev.parley.protocol.Command;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.MalformedFrameException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decodes the frames of commands that a client sends, puts the commands into the queue of their
 * session, and counts those that await their answer. Frames come one at a time, on any thread;
 * everything else is safe for all threads.
 */
final class CommandReceiver {
  private final Session session;
  private final Codec codec;
  private final CommandQueue queue;
  private final Outbox outbox;
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile boolean rejecting;

  /** Position of the last answer in the outbox; owned by the thread that drains. */
  private long lastAnswerMark = -1;

  CommandReceiver(Session session, Codec codec, CommandQueue queue, Outbox outbox) {
    this.session = session;
    this.codec = codec;
    this.queue = queue;
    this.outbox = outbox;
  }

  /** Accepts a frame, and keeps nothing of the array. */
  void accept(byte[] frame) {
    if (!session.rates().receive(frame.length)) {
      session.close(
          DisconnectCode.TOO_MANY_REQUESTS, "far more than parley.rate.session.bytes; send less");
      return;
    }
    outbox.hold();
    try {
      for (Command command : codec.decode(frame)) {
        if (command instanceof Command.Pong) {
          session.pingState().receivePong();
        } else if (!rejecting) {
          accept(command, command.id() != 0);
        }
      }
    } catch (MalformedFrameException e) {
      session.close(DisconnectCode.BAD_REQUEST, e.getMessage());
    } finally {
      outbox.release();
    }
  }

  /**
   * Accepts a command.
   *
   * @param isAnswered whether {@link #answered} will be called for it
   */
  void accept(Command command, boolean isAnswered) {
    if (isAnswered) {
      unanswered.incrementAndGet();
    }
    queue.add(command);
  }

  /** The answer to a command is in the outbox. */
  void answered() {
    unanswered.decrementAndGet();
  }

  /** Ignores all commands from now on; those accepted before are done and answered. */
  void rejectFurther() {
    rejecting = true;
  }

  boolean hasUnanswered() {
    return unanswered.get() > 0;
  }

  /**
   * Whether all answers were handed to the network. For one thread, after {@link #rejectFurther}.
   */
  boolean areAnswersSent() {
    if (hasUnanswered()) {
      return false;
    }
    if (lastAnswerMark < 0) {
      lastAnswerMark = outbox.mark();
    }
    return outbox.hasSent(lastAnswerMark);
  }
}
