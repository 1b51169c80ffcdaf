package dev.parley.config;

import static dev.parley.config.ValueType.bool;
import static dev.parley.config.ValueType.duration;
import static dev.parley.config.ValueType.headerNames;
import static dev.parley.config.ValueType.networks;
import static dev.parley.config.ValueType.oneOf;
import static dev.parley.config.ValueType.origins;
import static dev.parley.config.ValueType.secret;
import static dev.parley.config.ValueType.sha256;
import static dev.parley.config.ValueType.someOf;
import static dev.parley.config.ValueType.text;
import static dev.parley.config.ValueType.words;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The settings that decide which callers are let in. */
public final class SecurityKeys {
  /** The header in which a proxy writes the address that a request came from. */
  public enum ProxyHeader {
    /** {@code X-Forwarded-For}: a list of addresses. */
    X_FORWARDED_FOR,
    /** {@code Forwarded}, RFC 7239. */
    FORWARDED
  }

  static final KeyTable TABLE = new KeyTable();

  public static final Key<String> TOKEN_HMAC_SECRET =
      TABLE.add(
          "parley.token.hmac-secret",
          secret(),
          "",
          "The secret that verifies tokens signed with HS256, of 32 bytes or more. Empty: "
              + "such tokens are refused.");

  public static final Key<Duration> TOKEN_LONGEST_LIFE =
      TABLE.add(
          "parley.token.longest-life",
          duration("1m", "3650d"),
          "30d",
          "A token with a longer life is refused. A revocation is remembered for this long.");

  public static final Key<String> TOKEN_COOKIE =
      TABLE.add(
          "parley.token.cookie",
          text(),
          "",
          "The name of a cookie that may hold the token, such as __Host-parley. Only pages of"
              + " parley.origins may use it. Empty: cookies are ignored.");

  public static final Key<Duration> TICKET_TTL =
      TABLE.add(
          "parley.ticket.ttl",
          duration("1s", "10m"),
          "30s",
          "How long a one-time ticket is valid.");

  public static final Key<List<AllowedOrigin>> ORIGINS =
      TABLE.add(
          "parley.origins",
          origins(),
          "",
          "The origins of the pages that may connect and call the API, separated by commas: "
              + "https://app.example.com, or https://*.example.com for all hosts below a domain. * "
              + "allows all, without credentials. Empty: none (in development: the page's own "
              + "origin).");

  public static final Key<List<String>> CORS_HEADERS =
      TABLE.add(
          "parley.cors.headers",
          headerNames(),
          "",
          "Headers that pages of parley.origins may send in addition to those that "
              + "security.md lists, such as the headers of your tracing.");

  public static final Key<List<Network>> PROXIES =
      TABLE.add(
          "parley.proxies",
          networks(),
          "",
          "Addresses and networks of your proxies, IPv4 and IPv6: 10.0.0.5, 10.1.0.0/16, "
              + "2001:db8::/64. Only these may say what the address of a client is. Empty: no "
              + "proxy.");

  public static final Key<ProxyHeader> PROXY_HEADER =
      TABLE.add(
          "parley.proxies.header",
          oneOf(ProxyHeader.class),
          "x-forwarded-for",
          "The header in which your proxies write the address of the client. Choose the one "
              + "that they set or extend, because a client can send the other one.");

  public static final Key<Duration> AUTHORIZER_TIMEOUT =
      TABLE.add(
          "parley.security.authorizer-timeout",
          duration("50ms", "1m"),
          "2s",
          "How long a ChannelAuthorizer of the application may take. Then the client gets "
              + "error 100.");

  public static final Key<String> API_KEY =
      TABLE.add(
          "parley.api.key",
          secret(),
          "",
          "One key that may do everything in the HTTP API. In production it must have 32 "
              + "characters or more. Empty: no such key (in development: \"dev\").");

  public static final Key<List<String>> API_KEYS =
      TABLE.add(
          "parley.api.keys",
          words(),
          "",
          "The names of further keys of the HTTP API. Each has its own rights.");

  public static final Key<List<String>> API_ROLE_PUBLISH =
      TABLE.add(
          "parley.api.role.publish",
          words(),
          "",
          "Users with one of these groups may publish through the HTTP API. The groups stand "
              + "in the claim groups of a token. Empty: no user.");

  public static final Key<List<String>> API_ROLE_READ =
      TABLE.add(
          "parley.api.role.read",
          words(),
          "",
          "Users with one of these groups may read through the HTTP API. Empty: no user.");

  public static final Key<List<String>> API_ROLE_ADMIN =
      TABLE.add(
          "parley.api.role.admin",
          words(),
          "",
          "Users with one of these groups may do everything in the HTTP API. Empty: no user.");

  public static final Key<Boolean> METRICS_OPEN =
      TABLE.add(
          "parley.metrics.open",
          bool(),
          "false",
          "Whether /metrics needs no key. Otherwise it needs an API key or a token with the "
              + "right read (in development: open).");

  /** The settings of each key of the HTTP API that has a name. Both must be set. */
  static final KeyTable API_KEY_TABLE = new KeyTable();

  static final Key<String> API_KEY_HASH =
      API_KEY_TABLE.add(
          "parley.api.key.NAME.hash",
          sha256(),
          "",
          "The SHA-256 of the key. Only the caller has the key itself. security.md shows the "
              + "commands that make both.");

  static final Key<Set<ApiKey.Right>> API_KEY_RIGHTS =
      API_KEY_TABLE.add(
          "parley.api.key.NAME.rights",
          someOf(ApiKey.Right.class),
          "",
          "What the key may do. publish: publish. read: history, presence, connections, info "
              + "and /metrics. admin: everything, also control of sessions and members, tickets for"
              + " users, and revocations.");

  private SecurityKeys() {}
}
