package dev.parley.channel;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads that happen when the test says so. */
final class HandDrivenReads extends HistoryThreads {
  final List<Runnable> waiting = new ArrayList<>();
  final List<Runnable> delayed = new ArrayList<>();

  HandDrivenReads(ParleyConfig config) {
    super(new MemberExecutors(config, Thread::new));
  }

  @Override
  <T> void run(Supplier<T> read, Consumer<T> then, Consumer<ProtocolException> failed) {
    waiting.add(() -> HistoryThreads.runNow(read, then, failed));
  }

  @Override
  void later(long millis, Runnable task) {
    delayed.add(task);
  }

  void one(int index) {
    waiting.remove(index).run();
  }

  void all() {
    while (!waiting.isEmpty()) {
      one(0);
    }
  }
}
