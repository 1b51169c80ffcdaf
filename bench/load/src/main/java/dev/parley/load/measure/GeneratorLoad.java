package dev.parley.load.measure;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** What the generator itself used since this was made. */
public final class GeneratorLoad {
  private final long cpu = cpuNanos();
  private final long wall = System.nanoTime();
  private final long gc = gcMillis();

  /** Processor time in nanoseconds. */
  public long cpuUsed() {
    return cpuNanos() - cpu;
  }

  /** Processors in use on average. */
  public double cores() {
    return (double) cpuUsed() / (System.nanoTime() - wall);
  }

  /** Time in garbage collection. */
  public long gcUsed() {
    return gcMillis() - gc;
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  private static long gcMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }
}
