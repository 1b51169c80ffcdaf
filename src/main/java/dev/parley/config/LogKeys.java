package dev.parley.config;

import static dev.parley.config.ValueType.bool;
import static dev.parley.config.ValueType.bytes;
import static dev.parley.config.ValueType.count;
import static dev.parley.config.ValueType.duration;

import java.time.Duration;

/** The settings of the log of publications. */
public final class LogKeys {
  static final KeyTable TABLE = new KeyTable();

  public static final Key<Integer> BATCH =
      TABLE.add(
          "parley.log.batch",
          count(1, 10_000),
          "500",
          "The most publications that one transaction appends.");

  public static final Key<Integer> QUEUE =
      TABLE.add(
          "parley.log.queue",
          count(1, 10_000_000),
          "20000",
          "The most publications that may wait to be appended. More get error 100 at once.");

  public static final Key<Long> QUEUE_BYTES =
      TABLE.add(
          "parley.log.queue-bytes",
          bytes("64KiB", "16GiB"),
          "64MiB",
          "The most bytes that may wait to be appended. More get error 100 at once.");

  public static final Key<Duration> WAIT =
      TABLE.add(
          "parley.log.wait",
          duration("50ms", "10m"),
          "5s",
          "How long a publication may wait for the database. Then it gets error 100.");

  public static final Key<Long> CACHE_BYTES =
      TABLE.add(
          "parley.log.cache-bytes",
          bytes("0", "64GiB"),
          "64MiB",
          "Memory for the latest entries of busy channels, so that clients that reconnect "
              + "cause no database queries.");

  public static final Key<Long> CACHE_CHANNEL_BYTES =
      TABLE.add(
          "parley.log.cache-channel-bytes",
          bytes("0", "1GiB"),
          "4MiB",
          "The most of that memory for one channel.");

  public static final Key<Integer> READERS =
      TABLE.add(
          "parley.log.readers",
          count(1, 256),
          "4",
          "How many threads read history. Each uses one database connection.");

  public static final Key<Integer> READS_WAITING =
      TABLE.add(
          "parley.log.reads-waiting",
          count(1, 10_000_000),
          "20000",
          "The most reads that may wait for such a thread. More get error 100.");

  public static final Key<Boolean> FORCE_SYNC =
      TABLE.add(
          "parley.log.force-sync",
          bool(),
          "false",
          "Only for H2: writes every group commit to the disk, so that it survives a power "
              + "cut too. PostgreSQL does that always.");

  public static final Key<Duration> RETENTION_INTERVAL =
      TABLE.add(
          "parley.log.retention-interval",
          duration("100ms", "1d"),
          "1m",
          "The pause between two runs of the retention, which deletes old entries.");

  public static final Key<Integer> RETENTION_BATCH =
      TABLE.add(
          "parley.log.retention-batch",
          count(1, 100_000),
          "1000",
          "The most entries that the retention deletes in one transaction.");

  public static final Key<Duration> IDEMPOTENCY_WINDOW =
      TABLE.add(
          "parley.log.idempotency-window",
          duration("0s", "30d"),
          "5m",
          "An entry is kept for at least this long, whatever history-size says, because its "
              + "idempotency key must be known.");

  private LogKeys() {}
}
