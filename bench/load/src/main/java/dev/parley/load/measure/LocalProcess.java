package dev.parley.load.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process on this machine, as Linux tells of it in {@code /proc}. */
final class LocalProcess {
  private static final double TICKS_PER_SECOND = 100;
  private static final int USER_TIME = 11;

  private final Path folder;
  private double lastCpuSeconds = Double.NaN;
  private long lastNanos;

  LocalProcess(long pid) {
    folder = Path.of("/proc", Long.toString(pid));
  }

  /** Resident memory in bytes; NaN if it cannot be told. */
  double rss() {
    try {
      for (String line : Files.readAllLines(folder.resolve("status"))) {
        if (line.startsWith("VmRSS:")) {
          return 1024 * Double.parseDouble(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException | NumberFormatException e) {
      // not there: the same as not known
    }
    return Double.NaN;
  }

  /** Processors used since the last call; NaN at the first one. */
  double cpu() {
    double seconds = cpuSeconds();
    long now = System.nanoTime();
    double used = (seconds - lastCpuSeconds) / ((now - lastNanos) / 1e9);
    lastCpuSeconds = seconds;
    lastNanos = now;
    return used;
  }

  private double cpuSeconds() {
    try {
      String stat = Files.readString(folder.resolve("stat"));
      String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(words[USER_TIME]) + Long.parseLong(words[USER_TIME + 1]))
          / TICKS_PER_SECOND;
    } catch (IOException | NumberFormatException e) {
      return Double.NaN;
    }
  }
}
