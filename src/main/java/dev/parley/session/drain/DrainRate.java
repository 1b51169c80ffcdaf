package dev.parley.session.drain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How fast a drain closes sessions: as fast as other members take them in, and so that the last one
 * is closed in time. The number of clients on their way is limited to those that were taken in
 * lately, and a few more. All fields are owned by the thread that steps.
 *
 * <p>{@code docs/decisions/010-drain.md} says why.
 */
final class DrainRate {
  /** In this part of the time only the window counts; afterwards sessions go evenly at least. */
  private static final double UNHURRIED = 0.5;

  /** The clients of a single member wait for its return: they go evenly within this time. */
  private static final long ALONE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** As many clients as were taken in during this time may be on their way. */
  private static final long SPAN_NANOS = TimeUnit.MILLISECONDS.toNanos(1250);

  /** Besides them this part of all sessions may be on its way, and at least {@link #FEW}. */
  private static final double SHARE = 0.01;

  private static final int FEW = 20;

  /** A client that has been on its way for so long may never come, and is not counted. */
  private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final int all;
  private final IntakeSurvey intakeSurvey;
  private final long begunNanos;
  private final long timeNanos;

  /**
   * Those told in each step who may still be on their way, and those taken in: the oldest first.
   */
  private final List<Some> onTheirWay = new ArrayList<>();

  private final List<Some> taken = new ArrayList<>();
  private long takenBefore;
  private long lastNanos;

  /** The fraction of the next session that is due already. */
  private double rest;

  /** A number of sessions at a time; not whole, because nobody knows which ones have come. */
  private record Some(double count, long nanos) {}

  /**
   * @param all how many sessions there are
   * @param time the longest time the drain may take
   */
  DrainRate(int all, IntakeSurvey intakeSurvey, long nowNanos, Duration time) {
    this.all = all;
    this.intakeSurvey = intakeSurvey;
    this.begunNanos = nowNanos;
    this.timeNanos = time.toNanos();
    this.lastNanos = nowNanos;
  }

  /**
   * How many sessions more are to be told to go now.
   *
   * @param left how many were not told
   */
  int step(int left, long nowNanos) {
    intakeSurvey.ask();
    count(nowNanos);
    int due = (int) Math.min(left, due(left, nowNanos));
    lastNanos = nowNanos;
    onTheirWay.add(new Some(due, nowNanos));
    return due;
  }

  private double due(int left, long nowNanos) {
    long passedNanos = nowNanos - lastNanos;
    long leftNanos = begunNanos + timeNanos - lastNanos;
    if (passedNanos >= leftNanos) {
      return left;
    }
    double evenly = (double) left * passedNanos / leftNanos;
    return switch (intakeSurvey.takers()) {
      case UNKNOWN -> whole(evenly);
      case NONE -> whole(Math.max(evenly, (double) all * passedNanos / ALONE_NANOS));
      case KNOWN -> {
        boolean hurry = nowNanos - begunNanos > timeNanos * UNHURRIED;
        yield Math.max(hurry ? whole(evenly) : 0, window() - sum(onTheirWay));
      }
    };
  }

  private double whole(double due) {
    double sum = rest + due;
    rest = sum - Math.floor(sum);
    return Math.floor(sum);
  }

  private double window() {
    return Math.max(FEW, all * SHARE) + sum(taken);
  }

  private static double sum(List<Some> some) {
    return some.stream().mapToDouble(Some::count).sum();
  }

  /**
   * Counts the clients that have come since the last step. Each may have been any client on its
   * way, so each of those is a little less likely to be on its way now.
   */
  private void count(long nowNanos) {
    long takenNow = intakeSurvey.taken();
    long come = takenNow - takenBefore;
    takenBefore = takenNow;
    taken.add(new Some(come, nowNanos));
    taken.removeIf(each -> nowNanos - each.nanos() >= SPAN_NANOS);
    onTheirWay.removeIf(each -> nowNanos - each.nanos() >= LOST_NANOS);
    double expected = sum(onTheirWay);
    double missing = expected > come ? 1 - come / expected : 0;
    onTheirWay.replaceAll(each -> new Some(each.count() * missing, each.nanos()));
  }
}
