package dev.parley.load.scenario;

import java.util.Arrays;
import java.util.Optional;

/** What a run measures and a scenario can set a criterion for. */
public enum Metric {
  CONNECTED("connected", Unit.COUNT, "clients connected and subscribed when publishing began"),
  CONNECT_RATE(
      "connect-rate", Unit.PER_SECOND, "clients that became ready, per second of the ramp"),
  CONNECT_P99(
      "connect-p99", Unit.MILLIS, "from opening the TCP connection to the last subscription"),
  CONNECT_ERRORS("connect-errors", Unit.COUNT, "attempts to connect that failed"),
  ERRORS("errors", Unit.COUNT, "commands that the server answered with an error"),
  CLOSES("closes", Unit.COUNT, "connections of healthy clients that the server ended"),
  PUBLISHED("published", Unit.COUNT, "messages sent"),
  UNSENT("unsent", Unit.COUNT, "messages that could not be sent in the schedule"),
  UNCONFIRMED("unconfirmed", Unit.COUNT, "messages sent and neither confirmed nor refused"),
  PUBLISH_RATE("publish-rate", Unit.PER_SECOND, "messages sent per second, without the warm-up"),
  DELIVERIES("deliveries", Unit.COUNT, "messages received, warm-up included"),
  DELIVERY_RATE(
      "delivery-rate", Unit.PER_SECOND, "messages received per second, without the warm-up"),
  P50("p50", Unit.MILLIS, "from the intended time of sending to the reception, healthy clients"),
  P90("p90", Unit.MILLIS, "the same: 90 % were at most this late"),
  P99("p99", Unit.MILLIS, "the same: 99 %"),
  P99_END("p99-end", Unit.MILLIS, "p99 in the last third of the measurement: after the faults"),
  P99_WORST("p99-worst", Unit.MILLIS, "p99 of the worst second"),
  P999("p99.9", Unit.MILLIS, "the same: 99.9 %"),
  MAX("max", Unit.MILLIS, "the same: the latest of all"),
  MISSING("missing", Unit.COUNT, "confirmed messages that a healthy client never received"),
  DOUBLED("doubled", Unit.COUNT, "messages that a healthy client received more than once"),
  OUT_OF_ORDER("out-of-order", Unit.COUNT, "messages that came after a later one, healthy clients"),
  FAULTY_CLOSES("faulty-closes", Unit.COUNT, "connections of faulty clients that the server ended"),
  FAULTY_CLOSES_SLOW(
      "faulty-closes-3008", Unit.COUNT, "of these, with the code for a client that is too slow"),
  FAULTY_MISSING("faulty-missing", Unit.COUNT, "as missing, for clients that a fault befell"),
  FAULTY_DOUBLED("faulty-doubled", Unit.COUNT, "as doubled, for clients that a fault befell"),
  FAULTY_OUT_OF_ORDER("faulty-out-of-order", Unit.COUNT, "as out-of-order, for those"),
  RETURNED("returned", Unit.COUNT, "clients that a fault befell and that were ready at the end"),
  INTERRUPTIONS("interruptions", Unit.COUNT, "times that a connected client lost its connection"),
  NOT_RESUMED(
      "not-resumed", Unit.COUNT, "of these, how often it did not have all again at the end"),
  INTERRUPTION_P50(
      "interruption-p50",
      Unit.MILLIS,
      "from losing the connection to being subscribed and caught up, all clients"),
  INTERRUPTION_P95("interruption-p95", Unit.MILLIS, "the same: 95 % were at most this long"),
  INTERRUPTION_P99("interruption-p99", Unit.MILLIS, "the same: 99 %"),
  INTERRUPTION_MAX("interruption-max", Unit.MILLIS, "the same: the longest of all"),
  CATCH_UP_P50(
      "catch-up-p50", Unit.MILLIS, "of that, from the first attempt to connect again to the end"),
  CATCH_UP_P99("catch-up-p99", Unit.MILLIS, "the same: 99 % were at most this long"),
  CATCH_UP_MAX("catch-up-max", Unit.MILLIS, "the same: the longest of all"),
  UNRECOVERED("unrecovered", Unit.COUNT, "subscriptions whose position the server no longer had"),
  BYTES_IN("bytes-in", Unit.COUNT, "bytes received"),
  LATENESS_P99("lateness-p99", Unit.MILLIS, "how late the generator itself sent"),
  LOOP_DELAY_P99("loop-delay-p99", Unit.MILLIS, "how late timers of the generator ran"),
  GENERATOR_CPU("generator-cpu", Unit.CORES, "processors that the generator used"),
  COST("cost-per-delivery", Unit.MICROS, "processor time of the generator for one delivery"),
  SERVER_CPU("server-cpu", Unit.CORES, "processors that the server used"),
  SERVER_RSS("server-rss", Unit.BYTES, "most resident memory of the server"),
  SERVER_HEAP("server-heap", Unit.BYTES, "most used heap of the server"),
  SERVER_GC("server-gc", Unit.MILLIS, "time of the server in GC pauses"),
  SERVER_GC_MAX(
      "server-gc-max", Unit.MILLIS, "longest GC pause of the server in that time, at most");

  /** What a number counts; also how a limit may be written. */
  public enum Unit {
    COUNT(""),
    PER_SECOND("/s"),
    MILLIS("ms"),
    MICROS("µs"),
    CORES("cores"),
    BYTES("bytes");

    private final String sign;

    Unit(String sign) {
      this.sign = sign;
    }

    public String sign() {
      return sign;
    }
  }

  private final String key;
  private final Unit unit;
  private final String meaning;

  Metric(String key, Unit unit, String meaning) {
    this.key = key;
    this.unit = unit;
    this.meaning = meaning;
  }

  public String key() {
    return key;
  }

  public Unit unit() {
    return unit;
  }

  public String meaning() {
    return meaning;
  }

  /** The metric of that name. */
  public static Optional<Metric> of(String key) {
    return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
  }
}
