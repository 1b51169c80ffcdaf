package dev.parley.load.measure;

/**
 * What the server said about itself at one moment; NaN where it is not known.
 *
 * @param cpu processors in use
 * @param rss resident memory in bytes
 * @param heap used heap in bytes
 * @param gcMillis time in GC pauses since the server started
 * @param gcMaxMillis the longest pause lately
 * @param threads live threads
 */
public record ServerSample(
    double cpu, double rss, double heap, double gcMillis, double gcMaxMillis, double threads) {
  static final ServerSample UNKNOWN =
      new ServerSample(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
