package dev.parley.security;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The request that opened a connection: the credentials and the origin in it. Immutable. Its text
 * form holds no secret.
 *
 * @param bearer the token of the header {@code Authorization}; null if there is none
 * @param cookie the value of the cookie that {@code parley.token.cookie} names; null if there is
 *     none
 * @param ticket the one-time ticket of the URL; null if there is none
 * @param tokenInUrl whether the URL holds a token, which it must not
 * @param address the address of the client; null if nobody knows
 * @param origin the header {@code Origin}; null if there is none
 * @param host the header {@code Host}; null if there is none
 */
public record HandshakeRequest(
    String bearer,
    String cookie,
    String ticket,
    boolean tokenInUrl,
    String address,
    String origin,
    String host) {
  /** A request without credentials, from an unknown address. */
  public static final HandshakeRequest NONE = ofAddress(null);

  /** The close reason for a token in the URL; at most 123 bytes of it reach the client. */
  public static final String TOKEN_IN_URL =
      "no token in the URL: it is logged on its way. Send it in connect, or a ticket of POST"
          + " /api/ticket";

  /** Names of URL parameters that may hold a token. */
  private static final Set<String> NAMES_OF_TOKENS =
      Set.of("token", "access_token", "id_token", "auth_token", "jwt", "bearer", "authorization");

  /**
   * The header of a token is JSON in base64: a brace and a quote give {@code eyJ}. The pattern
   * never backtracks, so it takes linear time for any text.
   */
  private static final Pattern TOKEN = Pattern.compile("(?<![\\w-])eyJ[\\w-]*+\\.[\\w-]++\\.");

  /** The parameter with the {@code connect} of a client that can send no body. */
  private static final String COMMAND = "cf_connect";

  private static final Pattern TOKEN_OF_COMMAND =
      Pattern.compile("\"token\"\\s*+:\\s*+\"([^\"]++)\"");

  private static final String SCHEME = "bearer ";

  /** A request without credentials, from an address; null if it is unknown. */
  public static HandshakeRequest ofAddress(String address) {
    return new HandshakeRequest(null, null, null, false, address, null, null);
  }

  /**
   * Reads a request.
   *
   * @param authorization the header; null if there is none; only {@code Bearer} counts
   * @param cookie the value of the cookie for tokens; null if there is none
   * @param query of the URL, as it was sent; null if there is none
   * @param address the address of the client; null if it is unknown
   * @param origin the header; null if there is none
   * @param host the header; null if there is none
   */
  public static HandshakeRequest of(
      String authorization,
      String cookie,
      String query,
      String address,
      String origin,
      String host) {
    String ticket = null;
    boolean token = false;
    for (Map.Entry<String, String> parameter : parameters(query)) {
      String name = parameter.getKey();
      String value = parameter.getValue();
      if (holdsToken(value)
          || (name.equals(COMMAND) && holdsNoTicket(value))
          || (NAMES_OF_TOKENS.contains(name.toLowerCase(Locale.ROOT)) && !value.isEmpty())) {
        token = true;
      } else if (name.equals("ticket") && ticket == null && !value.isEmpty()) {
        ticket = value;
      }
    }
    return new HandshakeRequest(
        bearer(authorization), cookie, ticket, token, address, origin, host);
  }

  /**
   * A parameter of a URL.
   *
   * @param query of the URL, as it was sent; null if there is none
   * @return null if the query does not have it
   */
  public static String parameter(String query, String name) {
    for (Map.Entry<String, String> parameter : parameters(query)) {
      if (parameter.getKey().equals(name)) {
        return parameter.getValue();
      }
    }
    return null;
  }

  /** The names and values of a query, in their order; none if the query is null. */
  private static List<Map.Entry<String, String>> parameters(String query) {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    for (String parameter : query == null ? new String[0] : query.split("&")) {
      int equals = parameter.indexOf('=');
      parameters.add(
          equals < 0
              ? Map.entry(decode(parameter), "")
              : Map.entry(
                  decode(parameter.substring(0, equals)), decode(parameter.substring(equals + 1))));
    }
    return parameters;
  }

  /** Whether it has credentials, whatever they are worth. */
  public boolean saysWho() {
    return bearer != null || cookie != null || ticket != null;
  }

  /** The same request with a bearer token. */
  public HandshakeRequest withBearer(String token) {
    return new HandshakeRequest(token, cookie, ticket, tokenInUrl, address, origin, host);
  }

  /** Whether a command in the URL has a token that is not a ticket. */
  private static boolean holdsNoTicket(String command) {
    Matcher token = TOKEN_OF_COMMAND.matcher(command);
    return token.find() && !Tickets.isTicket(token.group(1));
  }

  static boolean holdsToken(CharSequence text) {
    return TOKEN.matcher(text).find();
  }

  /** The token of the header {@code Authorization}, which may be null; null if there is none. */
  static String bearer(String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    String token = authorization.substring(SCHEME.length()).trim();
    return token.isEmpty() ? null : token;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // A broken escape: the text is checked as it is.
      return text;
    }
  }

  @Override
  public String toString() {
    return "handshake from " + address;
  }
}
