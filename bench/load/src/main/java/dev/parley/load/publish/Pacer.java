package dev.parley.load.publish;

import dev.parley.load.measure.Meter;
import io.netty.channel.EventLoop;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Lets the publishers of one event loop send when the schedule says so. When it is late it sends
 * all that is due, a few at a time so that the loop can read between them, and notes how late.
 */
public final class Pacer implements Runnable {
  private static final int AT_A_TIME = 64;
  private static final long SHORTEST_SLEEP = TimeUnit.MICROSECONDS.toNanos(100);

  private final EventLoop loop;
  private final Meter meter;
  private final Schedule schedule;
  private final Publisher[] publishers;
  private long round;
  private int next;

  public Pacer(EventLoop loop, Meter meter, Schedule schedule, List<Publisher> publishers) {
    this.loop = loop;
    this.meter = meter;
    this.schedule = schedule;
    this.publishers =
        publishers.stream()
            .sorted(Comparator.comparingInt(Publisher::turn))
            .toArray(Publisher[]::new);
  }

  @Override
  public void run() {
    for (int i = 0; i < AT_A_TIME; i++) {
      Publisher publisher = publishers[next];
      long due = schedule.intended(round, publisher.turn());
      if (due >= schedule.end()) {
        return;
      }
      long now = System.nanoTime();
      if (due > now) {
        loop.schedule(this, Math.max(due - now, SHORTEST_SLEEP), TimeUnit.NANOSECONDS);
        return;
      }
      if (due >= meter.measureFrom()) {
        meter.lateness.recordValue((now - due) / 1000);
      }
      publisher.publish(due);
      if (++next == publishers.length) {
        next = 0;
        round++;
      }
    }
    loop.execute(this);
  }
}
