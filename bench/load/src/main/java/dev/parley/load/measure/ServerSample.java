package dev.parley.load.measure;

/**
 * What the server said about itself at one moment; NaN where it is not known.
 *
 * @param age seconds since it was asked for
 * @param cpu processors in use
 * @param cpuNanos processor time since the server started
 * @param rss resident memory in bytes
 * @param heap used heap in bytes
 * @param gcMillis time in GC pauses since the server started
 * @param gcMaxMillis the longest pause lately
 * @param threads live threads
 */
public record ServerSample(
    double age,
    double cpu,
    double cpuNanos,
    double rss,
    double heap,
    double gcMillis,
    double gcMaxMillis,
    double threads) {
  private static final double NONE = Double.NaN;

  static final ServerSample UNKNOWN =
      new ServerSample(NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE);

  /** The same some seconds later. */
  ServerSample aged(double seconds) {
    return new ServerSample(seconds, cpu, cpuNanos, rss, heap, gcMillis, gcMaxMillis, threads);
  }
}
