package dev.parley.delivery;

import dev.parley.config.ParleyConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.Queue;

/** Tasks wait until the test runs them; the test's own thread may write to clients. */
public final class HandDrivenWriterPool extends WriterPool {
  private final Queue<WriteTask> tasks = new ArrayDeque<>();
  private boolean busy;

  /** Its threads do nothing. */
  public HandDrivenWriterPool(ParleyConfig config) {
    super(config, new SimpleMeterRegistry(), work -> new Thread(() -> {}));
  }

  @Override
  public void submitUrgent(WriteTask task) {
    tasks.add(task);
  }

  @Override
  public void submit(WriteTask task) {
    tasks.add(task);
  }

  @Override
  public boolean isBusy() {
    return busy;
  }

  /** Makes the pool look as if it always had other tasks. */
  public void pretendToBeBusy() {
    busy = true;
  }

  /** How many tasks wait. */
  public int waiting() {
    return tasks.size();
  }

  /** Runs one task to its end. */
  public void runNext() {
    WriteTask task = tasks.remove();
    boolean more = true;
    while (more) {
      more = task.step();
    }
  }

  /** Runs all tasks, also those that come of them. */
  public void runAll() {
    while (!tasks.isEmpty()) {
      runNext();
    }
  }
}
