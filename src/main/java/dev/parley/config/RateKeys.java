package dev.parley.config;

import static dev.parley.config.ValueType.bool;
import static dev.parley.config.ValueType.byteRate;
import static dev.parley.config.ValueType.rate;

/** The settings {@code parley.rate.…}: how often something may be done. */
public final class RateKeys {
  static final KeyTable TABLE = new KeyTable();

  public static final Key<Boolean> ENABLED =
      TABLE.add(
          "parley.rates",
          bool(),
          "true",
          "Whether there are rate limits at all: those of parley.rate.… and publish-rate of "
              + "the namespaces. Set it to false for load tests.");

  public static final Key<Rate> HANDSHAKES =
      TABLE.add(
          "parley.rate.handshakes",
          rate(),
          "2000/10s",
          "Handshakes from one address (IPv6: from one /64). More get status 429. Behind a "
              + "proxy, set parley.proxies; otherwise all clients count as one.");

  public static final Key<Rate> API =
      TABLE.add(
          "parley.rate.api",
          rate(),
          "1000/1s",
          "Calls of the HTTP API by one caller to one member. More get status 429.");

  public static final Key<Rate> TICKETS =
      TABLE.add(
          "parley.rate.tickets",
          rate(),
          "60/1m",
          "Tickets that one user gets with a token, from one member. More get status 429.");

  public static final Key<Rate> SESSION_PUBLISH =
      TABLE.add(
          "parley.rate.session.publish",
          rate(),
          "500/1s",
          "Publications of one session. More get error 111. The same holds for the following "
              + "rates.");

  public static final Key<Rate> SESSION_SUBSCRIBE =
      TABLE.add(
          "parley.rate.session.subscribe",
          rate(),
          "2000/10s",
          "Subscribe commands and token refreshes of one session. At least "
              + "parley.session.subscriptions.");

  public static final Key<Rate> SESSION_RPC =
      TABLE.add(
          "parley.rate.session.rpc",
          rate(),
          "200/1s",
          "RPC and send commands of one session. Send commands beyond it are dropped.");

  public static final Key<Rate> SESSION_READ =
      TABLE.add(
          "parley.rate.session.read",
          rate(),
          "200/1s",
          "History, presence and presence_stats commands of one session.");

  public static final Key<Rate> SESSION_BYTES =
      TABLE.add(
          "parley.rate.session.bytes",
          byteRate(),
          "4MiB/1s",
          "Bytes that one session sends. A session that sends twice as much at once is closed"
              + " with 3013.");

  public static final Key<Rate> SESSION_REFUSALS =
      TABLE.add(
          "parley.rate.session.refusals",
          rate(),
          "4000/10s",
          "A session that gets error 111 for its rates, or for too many commands at once, "
              + "more often than this is closed with 3013.");

  public static final Key<Rate> USER_PUBLISH =
      TABLE.add(
          "parley.rate.user.publish",
          rate(),
          "1000/1s",
          "Publications of all sessions of one user, on all members.");

  public static final Key<Rate> USER_SUBSCRIBE =
      TABLE.add(
          "parley.rate.user.subscribe",
          rate(),
          "5000/10s",
          "Subscribe commands and token refreshes of all sessions of one user, on all "
              + "members. At least parley.session.subscriptions.");

  public static final Key<Rate> USER_RPC =
      TABLE.add(
          "parley.rate.user.rpc",
          rate(),
          "400/1s",
          "RPC and send commands of all sessions of one user, on all members.");

  public static final Key<Rate> USER_READ =
      TABLE.add(
          "parley.rate.user.read",
          rate(),
          "400/1s",
          "History, presence and presence_stats commands of all sessions of one user, on all "
              + "members.");

  private RateKeys() {}
}
