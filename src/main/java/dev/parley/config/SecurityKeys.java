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
          "Verifies tokens signed by HS256, 32 bytes at least. Empty: such tokens are refused.");

  public static final Key<Duration> TOKEN_LONGEST_LIFE =
      TABLE.add(
          "parley.token.longest-life",
          duration("1m", "3650d"),
          "30d",
          "Tokens that live longer are refused; so long a revocation is remembered.");

  public static final Key<String> TOKEN_COOKIE =
      TABLE.add(
          "parley.token.cookie",
          text(),
          "",
          "Name of a cookie that may hold the token, such as __Host-parley; it counts only for "
              + "pages of parley.origins. Empty: cookies are not looked at.");

  public static final Key<Duration> TICKET_TTL =
      TABLE.add(
          "parley.ticket.ttl",
          duration("1s", "10m"),
          "30s",
          "How long a one-time ticket can be used.");

  public static final Key<List<AllowedOrigin>> ORIGINS =
      TABLE.add(
          "parley.origins",
          origins(),
          "",
          "Origins whose pages may connect and call the API, comma-separated, such as "
              + "https://app.example.com, or https://*.example.com for all below a domain; * allows "
              + "all, without credentials. Empty: none (in development: the page's own).");

  public static final Key<List<String>> CORS_HEADERS =
      TABLE.add(
          "parley.cors.headers",
          headerNames(),
          "",
          "Headers that pages of parley.origins may send besides those that security.md lists, "
              + "such as those of your tracing.");

  public static final Key<List<Network>> PROXIES =
      TABLE.add(
          "parley.proxies",
          networks(),
          "",
          "Addresses and networks of your proxies, IPv4 and IPv6, such as 10.0.0.5, "
              + "10.1.0.0/16, 2001:db8::/64: only what these say of a client's address is believed. "
              + "Empty: nobody.");

  public static final Key<ProxyHeader> PROXY_HEADER =
      TABLE.add(
          "parley.proxies.header",
          oneOf(ProxyHeader.class),
          "x-forwarded-for",
          "The header in which they say it. It must be the one that they set or extend "
              + "themselves: a client can send the other.");

  public static final Key<Duration> AUTHORIZER_TIMEOUT =
      TABLE.add(
          "parley.security.authorizer-timeout",
          duration("50ms", "1m"),
          "2s",
          "How long a ChannelAuthorizer of the application may take before the client is "
              + "refused with error 100.");

  public static final Key<String> API_KEY =
      TABLE.add(
          "parley.api.key",
          secret(),
          "",
          "One key that opens all of the HTTP API; 32 characters at least in production. Empty:"
              + " there is none (in development: \"dev\").");

  public static final Key<List<String>> API_KEYS =
      TABLE.add(
          "parley.api.keys",
          words(),
          "",
          "Names of further keys of the HTTP API, each with rights of its own.");

  public static final Key<List<String>> API_ROLE_PUBLISH =
      TABLE.add(
          "parley.api.role.publish",
          words(),
          "",
          "Groups (the claim groups of a token) whose users may publish by the HTTP API. Empty:"
              + " none.");

  public static final Key<List<String>> API_ROLE_READ =
      TABLE.add(
          "parley.api.role.read",
          words(),
          "",
          "Groups whose users may read by the HTTP API. Empty: none.");

  public static final Key<List<String>> API_ROLE_ADMIN =
      TABLE.add(
          "parley.api.role.admin",
          words(),
          "",
          "Groups whose users may do everything by the HTTP API. Empty: none.");

  public static final Key<Boolean> METRICS_OPEN =
      TABLE.add(
          "parley.metrics.open",
          bool(),
          "false",
          "Whether /metrics answers everybody. Otherwise it needs an API key, or a token, with "
              + "the right read (in development: open).");

  /** The settings of each key of the HTTP API that has a name. Both must be set. */
  static final KeyTable API_KEY_TABLE = new KeyTable();

  static final Key<String> API_KEY_HASH =
      API_KEY_TABLE.add(
          "parley.api.key.NAME.hash",
          sha256(),
          "",
          "The SHA-256 of the key. The key itself stays with who uses it; security.md says how "
              + "to make both.");

  static final Key<Set<ApiKey.Right>> API_KEY_RIGHTS =
      API_KEY_TABLE.add(
          "parley.api.key.NAME.rights",
          someOf(ApiKey.Right.class),
          "",
          "What the key opens: publish; read (history, presence, connections, info, /metrics); "
              + "admin (all, and the orders to sessions and members, tickets for users, revocations).");

  private SecurityKeys() {}
}
