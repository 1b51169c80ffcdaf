package dev.parley.delivery;

import dev.parley.config.ParleyConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.Queue;

/** Sweeps wait until the test does them; the test's own thread may write to clients. */
public final class HandDrivenWriterPool extends WriterPool {
  private final Queue<WriteTask> sweeps = new ArrayDeque<>();
  private boolean busy;

  /** Its threads do nothing. */
  public HandDrivenWriterPool(ParleyConfig config) {
    super(config, new SimpleMeterRegistry(), work -> new Thread(() -> {}));
  }

  @Override
  public void urgent(WriteTask sweep) {
    sweeps.add(sweep);
  }

  @Override
  public void bulk(WriteTask sweep) {
    sweeps.add(sweep);
  }

  @Override
  public boolean isBusy() {
    return busy;
  }

  /** Has them look as if other sweeps were always under way. */
  public void pretendToBeBusy() {
    busy = true;
  }

  /** How many wait. */
  public int waiting() {
    return sweeps.size();
  }

  /** Does one sweep to its end. */
  public void next() {
    WriteTask sweep = sweeps.remove();
    boolean more = true;
    while (more) {
      more = sweep.step();
    }
  }

  /** Does all, also those that come of it. */
  public void all() {
    while (!sweeps.isEmpty()) {
      next();
    }
  }
}
