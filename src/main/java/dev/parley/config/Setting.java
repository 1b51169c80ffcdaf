package dev.parley.config;

import static dev.parley.config.Value.*;

/**
 * The table of all keys that are not of one namespace: key, kind of value, default, meaning. {@code
 * docs/configuration.md} is checked against it.
 */
public enum Setting {
  DEV(
      "parley.dev",
      bool(false),
      "Development mode: the token issuer at /dev/token, the demo pages, the API key \"dev\", the page's own origin allowed,"
          + " the channels of room, feed and event open to every user."
          + " The start fails when parley.production is on as well."),
  DEV_CLIENT(
      "parley.dev.client",
      text(""),
      "Development only: the folder client of the source tree, to build the demo pages from when the WAR has none."),
  PRODUCTION(
      "parley.production",
      bool(false),
      "Refuses every development convenience. The container image sets it."),
  EXIT_ON_FAILED_START(
      "parley.exit-on-failed-start",
      bool(false),
      "Ends the process, with code 1, when Parley cannot start, such as by a wrong setting. The container image sets it."
          + " Elsewhere the server stays, with liveness down: other applications may run in it."),
  NODE_NAME(
      "parley.node.name",
      text(""),
      "Name of this member in replies, logs and metrics. Empty: the host's name."),
  DRAIN_TIME(
      "parley.drain.time",
      duration("25s", "0s", "10m"),
      "The most a member that is drained, or gets SIGTERM, takes to tell its clients to go: as fast as other members take"
          + " them in; one that is alone within 5s."),

  PRESENCE_GRACE(
      "parley.presence.grace",
      duration("2s", "0s", "1m"),
      "How long a client whose connection was lost is still shown as present, so that one who comes back, to any member,"
          + " is not said to have left meanwhile. Above 4s the leaves of a member that died come later than after 10s."),

  CONNECT_TIMEOUT(
      "parley.session.connect-timeout",
      duration("10s", "100ms", "5m"),
      "A connection that has sent no connect command by then is closed with 3502."),
  PING_INTERVAL(
      "parley.session.ping-interval",
      duration("30s", "100ms", "1h"),
      "How often the server pings a session."),
  PONG_TIMEOUT(
      "parley.session.pong-timeout",
      duration("5s", "50ms", "5m"),
      "A session that has not answered a ping by then is closed with 3012. Must be shorter than the ping interval."),
  PROBE_INTERVAL(
      "parley.stream.probe-interval",
      duration("2500ms", "100ms", "1h"),
      "How often something without meaning is written to a stream that is silent: only the second such write tells that the client"
          + " has gone. Longer spares the batteries of phones, and shows who has gone for longer."),
  EXPIRY_GRACE(
      "parley.session.expiry-grace",
      duration("25s", "0s", "1h"),
      "How long a session may outlive its token while the client refreshes it; then 3005."),
  OUTBOX_BYTES(
      "parley.session.outbox-bytes",
      bytes("1MiB", "4KiB", "1GiB"),
      "What may wait for one slow client before it is closed with 3008."),
  FRAME_BYTES(
      "parley.session.frame-bytes",
      bytes("64KiB", "1KiB", "16MiB"),
      "Replies and pushes that wait are joined into frames of about this size."),
  INBOUND_FRAME_BYTES(
      "parley.session.inbound-frame-bytes",
      bytes("0", "0", "64MiB"),
      "The largest message a client may send, all its fragments together; a larger one closes the connection with 1009, and is answered with 413 where it is the body of a request."
          + " 0: 128KiB, and 2KiB more for each of parley.session.subscriptions, because an SDK that comes back subscribes to all in one message."
          + " At least 1KiB for each of them."),
  POLL_WAIT(
      "parley.poll.wait",
      duration("25s", "100ms", "5m"),
      "How long a poll waits before it is answered with nothing. Shorter than what proxies take for silence."),
  POLL_ABSENCE(
      "parley.poll.absence",
      duration("10s", "100ms", "5m"),
      "How long a session that polls may be without a poll that waits; then it is ended with 3012."),
  COMMANDS_PER_FRAME(
      "parley.session.commands-per-frame",
      count(2048, 1, 100_000),
      "The most commands in one frame; those beyond it answer error 111. Not less than parley.session.subscriptions."),
  COMMANDS_WAITING(
      "parley.session.commands-waiting",
      count(4096, 1, 1_000_000),
      "The most commands of one session that may wait for the one in work; those beyond it answer error 111."
          + " Not less than parley.session.subscriptions."),
  SUBSCRIPTIONS(
      "parley.session.subscriptions",
      count(128, 1, 100_000),
      "The most channels one session may be subscribed to; more answer error 106. The start fails when other limits do not let"
          + " a client that comes back subscribe to as many at once."),
  ERRORS_PER_SESSION(
      "parley.session.errors",
      count(2000, 1, 1_000_000),
      "A session that was answered this many errors in a row is closed with 3509; temporary ones do not count."
          + " More than parley.session.subscriptions."),

  RATES(
      "parley.rates",
      bool(true),
      "Whether rates (parley.rate.… and publish-rate of namespaces) are limited at all. Set it to false for load tests."),
  PROXIES(
      "parley.proxies",
      networks(""),
      "Addresses and networks of your proxies, IPv4 and IPv6, such as 10.0.0.5, 10.1.0.0/16, 2001:db8::/64: only what these"
          + " say of a client's address is believed. Empty: nobody."),
  PROXY_HEADER(
      "parley.proxies.header",
      oneOf(ParleyConfig.ProxyHeader.X_FORWARDED_FOR),
      "The header in which they say it. It must be the one that they set or extend themselves: a client can send the other."),

  SESSIONS(
      "parley.limit.sessions",
      count(0, 0, 100_000_000),
      "The most connections of this member; a handshake more is answered with 503. 0: nine tenths of the files that its"
          + " process may open."),
  SESSIONS_PER_USER(
      "parley.limit.sessions-per-user",
      count(100, 0, 1_000_000),
      "The most sessions of one user on all members; one more is closed with 3013, after which it comes back, and with 3504 when"
          + " none of the others turns out to be gone. 0: no limit."),
  SESSIONS_PER_ADDRESS(
      "parley.limit.sessions-per-address",
      count(0, 0, 100_000_000),
      "The most connections from one address (IPv6: from one /64) to this member; a handshake more is answered with 429."
          + " 0: no limit, because many may share an address."),
  HEAD_BYTES(
      "parley.limit.head-bytes",
      bytes("64KiB", "1KiB", "16MiB"),
      "The largest head of a handshake, all fields together; a larger one is answered with 431."),
  PENDING_BYTES(
      "parley.channel.pending-bytes",
      bytes("4MiB", "4KiB", "1GiB"),
      "What may wait in one channel to be sent. Beyond it the log is read later; where there is none, publishers are refused with 111."),

  SWEEPERS(
      "parley.sweep.threads",
      count(1, 1, 256),
      "Threads that write to clients. One is best while it keeps up; more share the channels among them."),
  TAKEOVER_AFTER(
      "parley.sweep.takeover-after",
      duration("25ms", "5ms", "10s"),
      "A write that blocks for longer loses its thread: another one goes on with the other clients."),
  GIVE_UP_AFTER(
      "parley.sweep.give-up-after",
      duration("5s", "50ms", "5m"),
      "A client that makes one write wait for longer is closed with 3008."),
  MOST_BLOCKED(
      "parley.sweep.blocked-threads",
      count(200, 1, 10_000),
      "When clients make more threads wait than this, the one that waits longest is closed with 3008 at once."),

  JSON_DEPTH(
      "parley.limit.json-depth", count(64, 4, 1000), "How deeply JSON from outside may be nested."),
  CHANNEL_NAME_LENGTH(
      "parley.limit.channel-name-length",
      count(255, 8, 255),
      "The most characters in a channel's name."),
  HISTORY_PAGE(
      "parley.limit.history-page",
      count(1000, 1, 100_000),
      "The most publications that one history request returns, whatever its limit says."),
  PRESENCE_PAGE(
      "parley.limit.presence-page",
      count(1000, 1, 1_000_000),
      "A channel with more clients than this answers presence with error 106; presence_stats still works."),
  CHANNELS_PAGE(
      "parley.limit.channels-page",
      count(10_000, 1, 1_000_000),
      "When more channels than this are active, channels of the HTTP API answers error 106; ask by a pattern."),
  BATCH_COMMANDS(
      "parley.limit.batch-commands",
      count(1000, 1, 100_000),
      "The most commands in one batch of the HTTP API."),
  RECOVERY_PAGE(
      "parley.limit.recovery-page",
      count(500, 1, 100_000),
      "Publications in one page of a catch-up: the first page is in the subscribe reply, the rest are pushes."),
  RECOVERY_PAGE_BYTES(
      "parley.limit.recovery-page-bytes",
      bytes("64KiB", "1KiB", "16MiB"),
      "The size at which a page of a catch-up ends before it has its number of publications."),
  CATCH_UP_RATE(
      "parley.limit.catch-up-rate",
      bytes("32MiB", "64KiB", "16GiB"),
      "Bytes a second that all catch-ups of this member take together from the second page on while something live is being delivered, so that many at once do not hold it up."),
  BROADCAST_CHANNELS(
      "parley.limit.broadcast-channels",
      count(1000, 1, 1_000_000),
      "The most channels in one broadcast request of the HTTP API."),

  LOG_BATCH(
      "parley.log.batch",
      count(500, 1, 10_000),
      "The most publications that one transaction appends."),
  LOG_QUEUE(
      "parley.log.queue",
      count(20_000, 1, 10_000_000),
      "The most publications that wait to be appended; more are answered with error 100 at once."),
  LOG_QUEUE_BYTES(
      "parley.log.queue-bytes",
      bytes("64MiB", "64KiB", "16GiB"),
      "The most bytes that wait to be appended; more are answered with error 100 at once."),
  LOG_WAIT(
      "parley.log.wait",
      duration("5s", "50ms", "10m"),
      "How long a publication may wait for the database before it is answered with error 100."),
  LOG_CACHE_BYTES(
      "parley.log.cache-bytes",
      bytes("64MiB", "0", "64GiB"),
      "Memory for recent entries of busy channels, so that reconnecting clients do not become queries."),
  LOG_CACHE_CHANNEL_BYTES(
      "parley.log.cache-channel-bytes",
      bytes("4MiB", "0", "1GiB"),
      "The most of that memory one channel may take."),
  LOG_READERS(
      "parley.log.readers",
      count(4, 1, 256),
      "Threads, and so database connections, for reading history."),
  LOG_READS_WAITING(
      "parley.log.reads-waiting",
      count(20_000, 1, 10_000_000),
      "The most reads that wait for such a thread; more are answered with error 100."),
  LOG_FORCE_SYNC(
      "parley.log.force-sync",
      bool(false),
      "H2 only: force every group commit to the disk, so that it survives a power cut and not only the process."
          + " PostgreSQL does so by itself."),
  RETENTION_INTERVAL(
      "parley.log.retention-interval",
      duration("1m", "100ms", "1d"),
      "Pause between two passes of the retention over the channels."),
  RETENTION_BATCH(
      "parley.log.retention-batch",
      count(1000, 1, 100_000),
      "The most entries that retention deletes in one transaction."),
  IDEMPOTENCY_WINDOW(
      "parley.log.idempotency-window",
      duration("5m", "0s", "30d"),
      "An entry is kept at least this long, whatever the history size, so that its idempotency key is known."),

  REPAIR_INTERVAL(
      "parley.cluster.repair-interval",
      duration("1s", "100ms", "1500ms"),
      "How often the log is asked where the channels end, so that what was lost between members is found. A member that"
          + " is alone does not ask."),

  API_KEY(
      "parley.api.key",
      secret(),
      "One key that opens all of the HTTP API; 32 characters at least in production. Empty: there is none (in development:"
          + " \"dev\")."),
  API_KEYS(
      "parley.api.keys",
      words(""),
      "Names of further keys of the HTTP API, each with rights of its own."),
  API_ROLE_PUBLISH(
      "parley.api.role.publish",
      words(""),
      "Groups (the claim groups of a token) whose users may publish by the HTTP API. Empty: none."),
  API_ROLE_READ(
      "parley.api.role.read",
      words(""),
      "Groups whose users may read by the HTTP API. Empty: none."),
  API_ROLE_ADMIN(
      "parley.api.role.admin",
      words(""),
      "Groups whose users may do everything by the HTTP API. Empty: none."),
  API_BODY_BYTES(
      "parley.api.body-bytes",
      bytes("1MiB", "1KiB", "256MiB"),
      "The largest body of a request to the HTTP API."),
  API_ERRORS(
      "parley.api.errors",
      oneOf(ParleyConfig.ApiErrors.STATUS),
      "How a method of the HTTP API answers an error: by a status of HTTP (status), or by 200 with the error in the body"
          + " (body), as libraries for Centrifugo expect it. A key or token that is not valid is 401 in any case."),
  AUTHORIZER_TIMEOUT(
      "parley.security.authorizer-timeout",
      duration("2s", "50ms", "1m"),
      "How long a ChannelAuthorizer of the application may take before the client is refused with error 100."),
  METRICS_OPEN(
      "parley.metrics.open",
      bool(false),
      "Whether /metrics answers everybody. Otherwise it needs an API key, or a token, with the right read (in development:"
          + " open)."),
  ORIGINS(
      "parley.origins",
      origins(),
      "Origins whose pages may connect and call the API, comma-separated, such as https://app.example.com, or"
          + " https://*.example.com for all below a domain; * allows all, without credentials. Empty: none (in development:"
          + " the page's own)."),
  CORS_HEADERS(
      "parley.cors.headers",
      fieldNames(),
      "Headers that pages of parley.origins may send besides those that security.md lists, such as those of your tracing."),

  TOKEN_COOKIE(
      "parley.token.cookie",
      text(""),
      "Name of a cookie that may hold the token, such as __Host-parley; it counts only for pages of parley.origins."
          + " Empty: cookies are not looked at."),
  TOKEN_HMAC_SECRET(
      "parley.token.hmac-secret",
      secret(),
      "Verifies tokens signed by HS256, 32 bytes at least. Empty: such tokens are refused."),
  TOKEN_LONGEST_LIFE(
      "parley.token.longest-life",
      duration("30d", "1m", "3650d"),
      "Tokens that live longer are refused; so long a revocation is remembered."),
  TICKET_TTL(
      "parley.ticket.ttl", duration("30s", "1s", "10m"), "How long a one-time ticket can be used."),

  CLUSTER_DISCOVERY(
      "parley.cluster.discovery",
      oneOf(ParleyConfig.Discovery.NONE),
      "How this member finds the others: none (it is alone), members (those of parley.cluster.members), kubernetes (the DNS"
          + " name of a headless Service). All members must use one PostgreSQL."),
  CLUSTER_NAME(
      "parley.cluster.name",
      text("parley"),
      "Members of the same name find each other, others don't."),
  CLUSTER_MEMBERS(
      "parley.cluster.members",
      words(""),
      "The members as host:port, an IPv6 address in brackets ([2001:db8::1]:5701), comma-separated; this one may be among"
          + " them. Some that are always there will do."),
  CLUSTER_KUBERNETES_SERVICE(
      "parley.cluster.kubernetes-service",
      text(""),
      "The DNS name of a headless Service with publishNotReadyAddresses, such as parley-members.default.svc.cluster.local."),
  CLUSTER_HOST(
      "parley.cluster.host",
      text("localhost"),
      "The one address of this host to listen on for other members, and to be reached at by them."),
  CLUSTER_PORT(
      "parley.cluster.port",
      count(5701, 1, 65_535),
      "The port for other members. Keep it inside your network: who reaches it can do harm, see security.md."),
  CLUSTER_SECRET(
      "parley.cluster.secret",
      secret(),
      "Signs what members tell each other; the same on all, 16 characters at least. Must be set unless discovery is none."),
  CLUSTER_QUEUE_BYTES(
      "parley.cluster.queue-bytes",
      bytes("16MiB", "64KiB", "4GiB"),
      "What may wait to be sent to one other member, and what may wait here to be delivered from all. More is dropped;"
          + " the log repairs it."),

  NAMESPACES(
      "parley.namespaces",
      words("room,inbox,feed,event,default"),
      "The namespaces there are. A channel a:b is of namespace a; one without a colon is of namespace default.");

  private final String key;
  private final Value<?> value;
  private final String meaning;

  Setting(String key, Value<?> value, String meaning) {
    this.key = key;
    this.value = value;
    this.meaning = meaning;
  }

  /** The key in MicroProfile Config. */
  public String key() {
    return key;
  }

  /** The default as it would be written in a configuration file; empty where there is none. */
  public String defaultText() {
    return value.defaultText();
  }

  /** What may be written there, such as {@code duration, 50ms to 10m}. */
  public String kind() {
    return value.kind();
  }

  /** What it is for, in one or two sentences. */
  public String meaning() {
    return meaning;
  }

  Value<?> value() {
    return value;
  }
}
