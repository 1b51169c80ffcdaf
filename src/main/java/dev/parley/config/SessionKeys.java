package dev.parley.config;

import static dev.parley.config.ValueType.bytes;
import static dev.parley.config.ValueType.count;
import static dev.parley.config.ValueType.duration;

import java.time.Duration;

/** The settings of sessions and of what is written to their clients. */
public final class SessionKeys {
  static final KeyTable TABLE = new KeyTable();

  public static final Key<Duration> CONNECT_TIMEOUT =
      TABLE.add(
          "parley.session.connect-timeout",
          duration("100ms", "5m"),
          "10s",
          "A connection that sends no connect command within this time is closed with 3502.");

  public static final Key<Duration> PING_INTERVAL =
      TABLE.add(
          "parley.session.ping-interval",
          duration("100ms", "1h"),
          "30s",
          "The time between two pings of a session.");

  public static final Key<Duration> PONG_TIMEOUT =
      TABLE.add(
          "parley.session.pong-timeout",
          duration("50ms", "5m"),
          "5s",
          "A session that does not answer a ping within this time is closed with 3012. Must "
              + "be shorter than parley.session.ping-interval.");

  public static final Key<Duration> EXPIRY_GRACE =
      TABLE.add(
          "parley.session.expiry-grace",
          duration("0s", "1h"),
          "25s",
          "How long a session may go on after its token has expired, so that the client can "
              + "refresh it. Then it is closed with 3005.");

  public static final Key<Duration> PRESENCE_GRACE =
      TABLE.add(
          "parley.presence.grace",
          duration("0s", "1m"),
          "2s",
          "How long a client stays in presence after its connection is lost. A client that "
              + "reconnects within this time, to any member, causes no leave and no join. With more"
              + " than 4s the leaves of a member that died come later than 10s.");

  public static final Key<Integer> SUBSCRIPTIONS =
      TABLE.add(
          "parley.session.subscriptions",
          count(1, 100_000),
          "128",
          "The most channels that one session may subscribe to. More get error 106. The start"
              + " fails when another limit is too small for a client that reconnects and subscribes"
              + " to all of them at once.");

  public static final Key<Integer> COMMANDS_PER_FRAME =
      TABLE.add(
          "parley.session.commands-per-frame",
          count(1, 100_000),
          "2048",
          "The most commands in one frame. More get error 111. At least "
              + "parley.session.subscriptions.");

  public static final Key<Integer> COMMANDS_WAITING =
      TABLE.add(
          "parley.session.commands-waiting",
          count(1, 1_000_000),
          "4096",
          "The most commands of one session that may wait until the current one is done. More"
              + " get error 111. At least parley.session.subscriptions.");

  public static final Key<Integer> ERRORS_PER_SESSION =
      TABLE.add(
          "parley.session.errors",
          count(1, 1_000_000),
          "2000",
          "A session that gets this many errors in a row is closed with 3509. Temporary "
              + "errors do not count. Must be more than parley.session.subscriptions.");

  public static final Key<Long> INBOUND_FRAME_BYTES =
      TABLE.add(
          "parley.session.inbound-frame-bytes",
          bytes("0", "64MiB"),
          "0",
          "The largest message that a client may send, with all its fragments. A larger one "
              + "closes a WebSocket with 1009, and gets status 413 in a request. 0: 128KiB and "
              + "another 2KiB for each of parley.session.subscriptions, because an SDK that "
              + "reconnects subscribes to all its channels in one message. At least 1KiB for each "
              + "of them.");

  public static final Key<Long> FRAME_BYTES =
      TABLE.add(
          "parley.session.frame-bytes",
          bytes("1KiB", "16MiB"),
          "64KiB",
          "Replies and pushes that wait for one client are joined into frames of about this "
              + "size.");

  public static final Key<Long> OUTBOX_BYTES =
      TABLE.add(
          "parley.session.outbox-bytes",
          bytes("4KiB", "1GiB"),
          "1MiB",
          "How many bytes may wait for one slow client. With more it is closed with 3008.");

  public static final Key<Long> PENDING_BYTES =
      TABLE.add(
          "parley.channel.pending-bytes",
          bytes("4KiB", "1GiB"),
          "4MiB",
          "How many bytes of one channel may wait to be delivered. With more, a channel with "
              + "a log reads them from the log later; a channel without a log refuses publications "
              + "with error 111.");

  public static final Key<Integer> WRITER_THREADS =
      TABLE.add(
          "parley.sweep.threads",
          count(1, 256),
          "1",
          "How many threads write to clients. Use 1 as long as one thread keeps up. Several "
              + "threads share the channels.");

  public static final Key<Duration> TAKEOVER_AFTER =
      TABLE.add(
          "parley.sweep.takeover-after",
          duration("5ms", "10s"),
          "25ms",
          "When a write to one client blocks for longer than this, another thread continues "
              + "with the other clients.");

  public static final Key<Duration> GIVE_UP_AFTER =
      TABLE.add(
          "parley.sweep.give-up-after",
          duration("50ms", "5m"),
          "5s",
          "A client that blocks one write for longer than this is closed with 3008.");

  public static final Key<Integer> BLOCKED_THREADS =
      TABLE.add(
          "parley.sweep.blocked-threads",
          count(1, 10_000),
          "200",
          "How many threads may be blocked by slow clients. With more, the client that blocks"
              + " for the longest time is closed with 3008.");

  public static final Key<Duration> PROBE_INTERVAL =
      TABLE.add(
          "parley.stream.probe-interval",
          duration("100ms", "1h"),
          "2500ms",
          "How often the server writes to a stream that is otherwise silent, to find out "
              + "whether the client is still there. The second write after the client has gone "
              + "shows it. A longer time saves battery on phones, and keeps clients that are gone "
              + "in presence for longer.");

  public static final Key<Duration> POLL_WAIT =
      TABLE.add(
          "parley.poll.wait",
          duration("100ms", "5m"),
          "25s",
          "How long a poll waits for messages before it returns without any. Use less than "
              + "the idle timeout of your proxies.");

  public static final Key<Duration> POLL_ABSENCE =
      TABLE.add(
          "parley.poll.absence",
          duration("100ms", "5m"),
          "10s",
          "How long a session that polls may have no poll waiting. Then it is closed with "
              + "3012.");

  private SessionKeys() {}
}
