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
          "A connection that has sent no connect command by then is closed with 3502.");

  public static final Key<Duration> PING_INTERVAL =
      TABLE.add(
          "parley.session.ping-interval",
          duration("100ms", "1h"),
          "30s",
          "How often the server pings a session.");

  public static final Key<Duration> PONG_TIMEOUT =
      TABLE.add(
          "parley.session.pong-timeout",
          duration("50ms", "5m"),
          "5s",
          "A session that has not answered a ping by then is closed with 3012. Must be shorter "
              + "than the ping interval.");

  public static final Key<Duration> EXPIRY_GRACE =
      TABLE.add(
          "parley.session.expiry-grace",
          duration("0s", "1h"),
          "25s",
          "How long a session may outlive its token while the client refreshes it; then 3005.");

  public static final Key<Duration> PRESENCE_GRACE =
      TABLE.add(
          "parley.presence.grace",
          duration("0s", "1m"),
          "2s",
          "How long a client whose connection was lost is still shown as present, so that one "
              + "who comes back, to any member, is not said to have left meanwhile. Above 4s the "
              + "leaves of a member that died come later than after 10s.");

  public static final Key<Integer> SUBSCRIPTIONS =
      TABLE.add(
          "parley.session.subscriptions",
          count(1, 100_000),
          "128",
          "The most channels one session may be subscribed to; more answer error 106. The start"
              + " fails when other limits do not let a client that comes back subscribe to as many at"
              + " once.");

  public static final Key<Integer> COMMANDS_PER_FRAME =
      TABLE.add(
          "parley.session.commands-per-frame",
          count(1, 100_000),
          "2048",
          "The most commands in one frame; those beyond it answer error 111. Not less than "
              + "parley.session.subscriptions.");

  public static final Key<Integer> COMMANDS_WAITING =
      TABLE.add(
          "parley.session.commands-waiting",
          count(1, 1_000_000),
          "4096",
          "The most commands of one session that may wait for the one in work; those beyond it "
              + "answer error 111. Not less than parley.session.subscriptions.");

  public static final Key<Integer> ERRORS_PER_SESSION =
      TABLE.add(
          "parley.session.errors",
          count(1, 1_000_000),
          "2000",
          "A session that was answered this many errors in a row is closed with 3509; temporary"
              + " ones do not count. More than parley.session.subscriptions.");

  public static final Key<Long> INBOUND_FRAME_BYTES =
      TABLE.add(
          "parley.session.inbound-frame-bytes",
          bytes("0", "64MiB"),
          "0",
          "The largest message a client may send, all its fragments together; a larger one "
              + "closes the connection with 1009, and is answered with 413 where it is the body of a "
              + "request. 0: 128KiB, and 2KiB more for each of parley.session.subscriptions, because "
              + "an SDK that comes back subscribes to all in one message. At least 1KiB for each of "
              + "them.");

  public static final Key<Long> FRAME_BYTES =
      TABLE.add(
          "parley.session.frame-bytes",
          bytes("1KiB", "16MiB"),
          "64KiB",
          "Replies and pushes that wait are joined into frames of about this size.");

  public static final Key<Long> OUTBOX_BYTES =
      TABLE.add(
          "parley.session.outbox-bytes",
          bytes("4KiB", "1GiB"),
          "1MiB",
          "What may wait for one slow client before it is closed with 3008.");

  public static final Key<Long> PENDING_BYTES =
      TABLE.add(
          "parley.channel.pending-bytes",
          bytes("4KiB", "1GiB"),
          "4MiB",
          "What may wait in one channel to be sent. Beyond it the log is read later; where "
              + "there is none, publishers are refused with 111.");

  public static final Key<Integer> WRITER_THREADS =
      TABLE.add(
          "parley.sweep.threads",
          count(1, 256),
          "1",
          "Threads that write to clients. One is best while it keeps up; more share the "
              + "channels among them.");

  public static final Key<Duration> TAKEOVER_AFTER =
      TABLE.add(
          "parley.sweep.takeover-after",
          duration("5ms", "10s"),
          "25ms",
          "A write that blocks for longer loses its thread: another one goes on with the other "
              + "clients.");

  public static final Key<Duration> GIVE_UP_AFTER =
      TABLE.add(
          "parley.sweep.give-up-after",
          duration("50ms", "5m"),
          "5s",
          "A client that makes one write wait for longer is closed with 3008.");

  public static final Key<Integer> BLOCKED_THREADS =
      TABLE.add(
          "parley.sweep.blocked-threads",
          count(1, 10_000),
          "200",
          "When clients make more threads wait than this, the one that waits longest is closed "
              + "with 3008 at once.");

  public static final Key<Duration> PROBE_INTERVAL =
      TABLE.add(
          "parley.stream.probe-interval",
          duration("100ms", "1h"),
          "2500ms",
          "How often something without meaning is written to a stream that is silent: only the "
              + "second such write tells that the client has gone. Longer spares the batteries of "
              + "phones, and shows who has gone for longer.");

  public static final Key<Duration> POLL_WAIT =
      TABLE.add(
          "parley.poll.wait",
          duration("100ms", "5m"),
          "25s",
          "How long a poll waits before it is answered with nothing. Shorter than what proxies "
              + "take for silence.");

  public static final Key<Duration> POLL_ABSENCE =
      TABLE.add(
          "parley.poll.absence",
          duration("100ms", "5m"),
          "10s",
          "How long a session that polls may be without a poll that waits; then it is ended "
              + "with 3012.");

  private SessionKeys() {}
}
