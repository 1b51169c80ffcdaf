package dev.parley.transport.poll;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** One request that may wait for its answer, without a thread. Safe for all threads. */
final class HeldPoll implements PollTransport.PendingPoll {
  private final AsyncContext context;
  private final PollWriter writer;

  /** What it is answered before all else, as fields of a line. */
  private final String opening;

  private final AtomicBoolean answered = new AtomicBoolean();

  /**
   * @param writer of the session that it belongs to
   * @param opening the fields that its answer is to begin with; empty if none
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
  public void answerSoon(PollResponse answer, Runnable stalled) {
    if (answered.compareAndSet(false, true)) {
      writer.writeSoon(() -> write(answer), stalled);
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
