package dev.parley.load.measure;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What one event loop measures. Everything here is owned by that loop. */
public final class Meter {
  private static final long BEAT = TimeUnit.MILLISECONDS.toNanos(10);

  public final Group healthy = new Group();
  public final Group faulty = new Group();

  /** From the opening of the TCP connection until all is subscribed, in microseconds. */
  public final Histogram connect = new Histogram(Group.DIGITS);

  /** How late messages were sent, in microseconds. */
  public final Histogram lateness = new Histogram(Group.DIGITS);

  /** How late this loop came to its timers, in microseconds. */
  public final Histogram delay = new Histogram(Group.DIGITS);

  /** From the loss of a connection until the client had all that it was owed, in microseconds. */
  public final Histogram interruption = new Histogram(Group.DIGITS);

  /** Of that, the time from its first attempt to come back, in microseconds. */
  public final Histogram catchUp = new Histogram(Group.DIGITS);

  /** Interruptions that have begun; the histograms have those that are over. */
  public long interruptions;

  /** When the last one was over, in milliseconds since 1970; 0 if none was. */
  public long lastResumed;

  public long sent;
  public long sentMeasured;
  public long unsent;
  public long bytesIn;
  public long framesIn;
  public long pings;
  public long unfamiliar;
  public long connectErrors;
  public long unrecovered;
  public long recovered;

  private long measureFrom = Long.MAX_VALUE;

  /** From which intended time on latencies count. */
  public long measureFrom() {
    return measureFrom;
  }

  public void measureFrom(long nanos) {
    measureFrom = nanos;
    delay.reset();
  }

  /**
   * A client that had lost its connection has all that it is owed.
   *
   * @param nanos since the loss
   * @param returning since its first attempt to come back
   */
  public void resumed(long nanos, long returning) {
    interruption.recordValue(nanos / 1000);
    catchUp.recordValue(returning / 1000);
    lastResumed = System.currentTimeMillis();
  }

  /** Looks every few milliseconds how late the loop is. */
  public void watch(EventLoop loop) {
    beat(loop, System.nanoTime() + BEAT);
  }

  private void beat(EventLoop loop, long due) {
    loop.schedule(
        () -> {
          long now = System.nanoTime();
          delay.recordValue(Math.max(0, now - due) / 1000);
          beat(loop, Math.max(now, due) + BEAT);
        },
        Math.max(0, due - System.nanoTime()),
        TimeUnit.NANOSECONDS);
  }

  /** Everything since the last call; runs on the loop. */
  public Interval take() {
    return new Interval(
        healthy.takeLatency(),
        faulty.takeLatency(),
        healthy.deliveries() + faulty.deliveries(),
        sent,
        healthy.closes().values().stream().mapToLong(Long::longValue).sum(),
        healthy.errors().values().stream().mapToLong(Long::longValue).sum());
  }
}
