package dev.parley.channel.recovery;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.delivery.WriterPool;
import dev.parley.log.ChannelLog;
import dev.parley.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads that happen when the test says so. */
public final class HandDrivenReads {
  public final List<Runnable> waiting = new ArrayList<>();
  public final List<Runnable> delayed = new ArrayList<>();

  /** A reader whose reads wait here. */
  public HistoryReader reader(ParleyConfig config, ChannelLog log, WriterPool writers) {
    HistoryThreads threads =
        new HistoryThreads(new MemberExecutors(config, Thread::new)) {
          @Override
          <T> void run(Supplier<T> read, Consumer<T> then, Consumer<ProtocolException> failed) {
            waiting.add(() -> runNow(read, then, failed));
          }

          @Override
          void runLater(long millis, Runnable task) {
            delayed.add(task);
          }
        };
    return new HistoryReader(config, log, writers, threads);
  }

  /** Does one of the reads that wait. */
  public void runOne(int index) {
    waiting.remove(index).run();
  }

  /** Does all reads that wait, also those that come of them. */
  public void runAll() {
    while (!waiting.isEmpty()) {
      runOne(0);
    }
  }
}
