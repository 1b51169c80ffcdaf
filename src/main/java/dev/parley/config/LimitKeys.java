package dev.parley.config;

import static dev.parley.config.ValueType.bytes;
import static dev.parley.config.ValueType.count;

/** The settings {@code parley.limit.…}: how much there may be of something. */
public final class LimitKeys {
  static final KeyTable TABLE = new KeyTable();

  public static final Key<Integer> SESSIONS =
      TABLE.add(
          "parley.limit.sessions",
          count(0, 100_000_000),
          "0",
          "The most connections of this member; a handshake more is answered with 503. 0: nine "
              + "tenths of the files that its process may open.");

  public static final Key<Integer> SESSIONS_PER_USER =
      TABLE.add(
          "parley.limit.sessions-per-user",
          count(0, 1_000_000),
          "100",
          "The most sessions of one user on all members; one more is closed with 3013, after "
              + "which it comes back, and with 3504 when none of the others turns out to be gone. 0: "
              + "no limit.");

  public static final Key<Integer> SESSIONS_PER_ADDRESS =
      TABLE.add(
          "parley.limit.sessions-per-address",
          count(0, 100_000_000),
          "0",
          "The most connections from one address (IPv6: from one /64) to this member; a "
              + "handshake more is answered with 429. 0: no limit, because many may share an address.");

  public static final Key<Long> HEAD_BYTES =
      TABLE.add(
          "parley.limit.head-bytes",
          bytes("1KiB", "16MiB"),
          "64KiB",
          "The largest head of a handshake, all fields together; a larger one is answered with "
              + "431.");

  public static final Key<Integer> JSON_DEPTH =
      TABLE.add(
          "parley.limit.json-depth",
          count(4, 1000),
          "64",
          "How deeply JSON from outside may be nested.");

  public static final Key<Integer> CHANNEL_NAME_LENGTH =
      TABLE.add(
          "parley.limit.channel-name-length",
          count(8, 255),
          "255",
          "The most characters in a channel's name.");

  public static final Key<Integer> HISTORY_PAGE =
      TABLE.add(
          "parley.limit.history-page",
          count(1, 100_000),
          "1000",
          "The most publications that one history request returns, whatever its limit says.");

  public static final Key<Integer> PRESENCE_PAGE =
      TABLE.add(
          "parley.limit.presence-page",
          count(1, 1_000_000),
          "1000",
          "A channel with more clients than this answers presence with error 106; "
              + "presence_stats still works.");

  public static final Key<Integer> CHANNELS_PAGE =
      TABLE.add(
          "parley.limit.channels-page",
          count(1, 1_000_000),
          "10000",
          "When more channels than this are active, channels of the HTTP API answers error 106;"
              + " ask by a pattern.");

  public static final Key<Integer> RECOVERY_PAGE =
      TABLE.add(
          "parley.limit.recovery-page",
          count(1, 100_000),
          "500",
          "Publications in one page of a catch-up: the first page is in the subscribe reply, "
              + "the rest are pushes.");

  public static final Key<Long> RECOVERY_PAGE_BYTES =
      TABLE.add(
          "parley.limit.recovery-page-bytes",
          bytes("1KiB", "16MiB"),
          "64KiB",
          "The size at which a page of a catch-up ends before it has its number of "
              + "publications.");

  public static final Key<Long> CATCH_UP_RATE =
      TABLE.add(
          "parley.limit.catch-up-rate",
          bytes("64KiB", "16GiB"),
          "32MiB",
          "Bytes a second that all catch-ups of this member take together from the second page "
              + "on while something live is being delivered, so that many at once do not hold it up.");

  public static final Key<Long> API_BODY_BYTES =
      TABLE.add(
          "parley.api.body-bytes",
          bytes("1KiB", "256MiB"),
          "1MiB",
          "The largest body of a request to the HTTP API.");

  public static final Key<Integer> BATCH_COMMANDS =
      TABLE.add(
          "parley.limit.batch-commands",
          count(1, 100_000),
          "1000",
          "The most commands in one batch of the HTTP API.");

  public static final Key<Integer> BROADCAST_CHANNELS =
      TABLE.add(
          "parley.limit.broadcast-channels",
          count(1, 1_000_000),
          "1000",
          "The most channels in one broadcast request of the HTTP API.");

  private LimitKeys() {}
}
