package dev.parley.transport.poll;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A poll that waits for its answer without a thread. Safe for all threads. */
final class HeldPoll implements PollTransport.PendingPoll {
  private final AsyncContext context;
  private final PollWriter writer;

  /** The first fields of its answer. */
  private final String opening;

  private final AtomicBoolean answered = new AtomicBoolean();

  /**
   * @param writer the writer of its session
   * @param opening the first fields of its answer; empty if there are none
   */
  HeldPoll(AsyncContext context, PollWriter writer, String opening) {
    this.context = context;
    this.writer = writer;
    this.opening = opening;
  }

  @Override
  public void answer(PollResponse answer, Runnable stalled) {
    if (answered.compareAndSet(false, true)) {
      writer.write(() -> write(answer), stalled);
    }
  }

  @Override
  public void answerAsync(PollResponse answer, Runnable stalled) {
    if (answered.compareAndSet(false, true)) {
      writer.writeAsync(() -> write(answer), stalled);
    }
  }

  private void write(PollResponse answer) throws IOException {
    try {
      answer.after(opening).write((HttpServletResponse) context.getResponse());
    } finally {
      context.complete();
    }
  }
}
