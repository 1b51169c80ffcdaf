package dev.parley.config;

import static dev.parley.config.Value.byteRate;
import static dev.parley.config.Value.rate;

/**
 * The table of the keys {@code parley.rate.…}: how often something may be done. {@code
 * docs/configuration.md} is checked against it.
 */
public enum RateSetting {
  HANDSHAKES(
      "parley.rate.handshakes",
      rate("2000/10s"),
      "Handshakes from one address (IPv6: from one /64); more are answered with 429. Behind a proxy set parley.proxies,"
          + " or all clients count as one."),
  API(
      "parley.rate.api",
      rate("1000/1s"),
      "Calls of the HTTP API by one caller, on each member; more are answered with 429."),
  TICKETS(
      "parley.rate.tickets",
      rate("60/1m"),
      "Tickets that one user fetches with a token, on each member; more are answered with 429."),
  SESSION_PUBLISH(
      "parley.rate.session.publish",
      rate("500/1s"),
      "Publications of one session; more are answered with error 111, as are all commands beyond the rates that follow."),
  SESSION_SUBSCRIBE(
      "parley.rate.session.subscribe",
      rate("2000/10s"),
      "Subscribe commands of one session, and fresh tokens. Not less than parley.session.subscriptions."),
  SESSION_RPC(
      "parley.rate.session.rpc",
      rate("200/1s"),
      "RPC calls of one session, with its send commands, which are dropped beyond it."),
  SESSION_READ(
      "parley.rate.session.read",
      rate("200/1s"),
      "History, presence and presence_stats commands of one session."),
  SESSION_BYTES(
      "parley.rate.session.bytes",
      byteRate("4MiB/1s"),
      "Bytes that one session sends. Who has sent twice as much at once is closed with 3013."),
  SESSION_REFUSALS(
      "parley.rate.session.refusals",
      rate("4000/10s"),
      "A session that is refused with 111 for its rates, or for too many commands at once, more often than this is closed with 3013."),
  USER_PUBLISH(
      "parley.rate.user.publish",
      rate("1000/1s"),
      "Publications of one user in all sessions, on all members."),
  USER_SUBSCRIBE(
      "parley.rate.user.subscribe",
      rate("5000/10s"),
      "Subscribe commands and fresh tokens of one user in all sessions, on all members. Not less than parley.session.subscriptions."),
  USER_RPC(
      "parley.rate.user.rpc",
      rate("400/1s"),
      "RPC calls and send commands of one user in all sessions, on all members."),
  USER_READ(
      "parley.rate.user.read",
      rate("400/1s"),
      "History, presence and presence_stats commands of one user in all sessions, on all members.");

  private final String key;
  private final Value<Rate> value;
  private final String meaning;

  RateSetting(String key, Value<Rate> value, String meaning) {
    this.key = key;
    this.value = value;
    this.meaning = meaning;
  }

  /** The key in MicroProfile Config. */
  public String key() {
    return key;
  }

  /** The default as it would be written in a configuration file. */
  public String defaultText() {
    return value.defaultText();
  }

  /** What may be written there. */
  public String kind() {
    return value.kind();
  }

  /** What is limited, in one or two sentences. */
  public String meaning() {
    return meaning;
  }

  Value<Rate> value() {
    return value;
  }
}
