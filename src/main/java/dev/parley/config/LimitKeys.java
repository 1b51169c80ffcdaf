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
          "The most connections to this member. More get status 503 at the handshake. 0: nine"
              + " tenths of the files that the process may open.");

  public static final Key<Integer> SESSIONS_PER_USER =
      TABLE.add(
          "parley.limit.sessions-per-user",
          count(0, 1_000_000),
          "100",
          "The most sessions of one user on all members. One more is closed with 3013 and "
              + "comes back. It is closed with 3504 when all the others still exist. 0: no limit.");

  public static final Key<Integer> SESSIONS_PER_ADDRESS =
      TABLE.add(
          "parley.limit.sessions-per-address",
          count(0, 100_000_000),
          "0",
          "The most connections to this member from one address (IPv6: from one /64). More "
              + "get status 429 at the handshake. 0: no limit, because many clients may share an "
              + "address.");

  public static final Key<Long> HEAD_BYTES =
      TABLE.add(
          "parley.limit.head-bytes",
          bytes("1KiB", "16MiB"),
          "64KiB",
          "The largest head of a handshake, with all its fields. A larger one gets status "
              + "431.");

  public static final Key<Integer> JSON_DEPTH =
      TABLE.add(
          "parley.limit.json-depth",
          count(4, 1000),
          "64",
          "How deep JSON of clients and back ends may be nested.");

  public static final Key<Integer> CHANNEL_NAME_LENGTH =
      TABLE.add(
          "parley.limit.channel-name-length",
          count(8, 255),
          "255",
          "The most characters in the name of a channel.");

  public static final Key<Integer> HISTORY_PAGE =
      TABLE.add(
          "parley.limit.history-page",
          count(1, 100_000),
          "1000",
          "The most publications in the reply to one history request, even when the request "
              + "asks for more.");

  public static final Key<Integer> PRESENCE_PAGE =
      TABLE.add(
          "parley.limit.presence-page",
          count(1, 1_000_000),
          "1000",
          "For a channel with more clients than this, presence gets error 106. presence_stats"
              + " still works.");

  public static final Key<Integer> CHANNELS_PAGE =
      TABLE.add(
          "parley.limit.channels-page",
          count(1, 1_000_000),
          "10000",
          "When more channels than this are active, the method channels of the HTTP API gets "
              + "error 106. Ask for fewer by a pattern.");

  public static final Key<Integer> RECOVERY_PAGE =
      TABLE.add(
          "parley.limit.recovery-page",
          count(1, 100_000),
          "500",
          "The most publications in one page of a recovery. The first page is in the reply to"
              + " subscribe. The others are pushes.");

  public static final Key<Long> RECOVERY_PAGE_BYTES =
      TABLE.add(
          "parley.limit.recovery-page-bytes",
          bytes("1KiB", "16MiB"),
          "64KiB",
          "A page of a recovery ends at this size, even when it has fewer publications.");

  public static final Key<Long> CATCH_UP_RATE =
      TABLE.add(
          "parley.limit.catch-up-rate",
          bytes("64KiB", "16GiB"),
          "32MiB",
          "How many bytes per second all recoveries of this member may send together, while "
              + "live publications are being delivered. The first page of each does not count. So "
              + "many recoveries at once do not delay live publications.");

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
          "The most channels in one broadcast of the HTTP API.");

  private LimitKeys() {}
}
