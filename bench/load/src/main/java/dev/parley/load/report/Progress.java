package dev.parley.load.report;

import dev.parley.load.measure.Second;
import java.io.PrintStream;
import java.util.Locale;

/** Tells what goes on, a line for every second. */
public final class Progress {
  private final PrintStream out;

  public Progress(PrintStream out) {
    this.out = out;
  }

  public void phase(String phase) {
    out.println("-- " + phase);
  }

  public void second(Second second) {
    out.printf(
        Locale.ROOT,
        "%5.0f s  %6d clients  %,7.0f sent/s  %,10.0f delivered/s  p50 %s  p99 %s  max %s ms"
            + "  closes %d  errors %d  server cpu %s heap %s MB%n",
        second.at(),
        second.ready(),
        second.sent(),
        second.deliveries(),
        number(second.p50(), 1),
        number(second.p99(), 1),
        number(second.max(), 1),
        second.closes(),
        second.errors(),
        number(second.server().cpu(), 2),
        number(second.server().heap() / (1 << 20), 0));
  }

  private static String number(double value, int decimals) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
