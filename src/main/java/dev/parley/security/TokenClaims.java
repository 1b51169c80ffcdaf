package dev.parley.security;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.parley.protocol.Payload;
import dev.parley.security.Permissions.Verb;
import dev.parley.security.TokenException.Kind;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads who somebody is out of claims that were verified: {@code sub} or {@code upn}, {@code iat},
 * {@code exp}, {@code groups}, {@code info}, {@code channels} and {@code channel}. Holds no state.
 *
 * <p>Source: MicroProfile JWT 2.1, section 4.1, for groups and upn; the last three are Parley's.
 */
final class TokenClaims {
  /** A session keeps them for as long as it lives, and each command may look at all. */
  private static final int MOST_GRANTS = 256;

  private static final Map<String, Verb> VERBS =
      Stream.of(Verb.values())
          .collect(Collectors.toMap(verb -> verb.name().toLowerCase(Locale.ROOT), verb -> verb));

  private TokenClaims() {}

  /**
   * Reads an identity.
   *
   * @throws TokenException if a claim is not what it should be
   */
  static Identity identity(JWTClaimsSet claims) throws TokenException {
    try {
      Map<String, Object> info = claims.getJSONObjectClaim("info");
      List<String> groups = claims.getStringListClaim("groups");
      return new Identity(
          user(claims),
          instant(claims.getIssueTime()),
          instant(claims.getExpirationTime()),
          info == null ? null : Payload.json(JSONObjectUtils.toJSONString(info)),
          groups == null ? Set.of() : Set.copyOf(groups),
          grants(claims.getJSONObjectClaim("channels")));
    } catch (ParseException e) {
      throw new TokenException(Kind.INVALID, "a claim of the token has the wrong type", e);
    }
  }

  /**
   * The only channel a token is for; null if it is for a connection.
   *
   * @throws TokenException if the claim is there and names none
   */
  static String channel(JWTClaimsSet claims) throws TokenException {
    if (!claims.getClaims().containsKey("channel")) {
      return null;
    }
    if (claims.getClaim("channel") instanceof String name && !name.isEmpty()) {
      return name;
    }
    throw new TokenException(Kind.INVALID, "the claim channel must name a channel", null);
  }

  /**
   * The claims that {@link #identity} reads the same identity from, but for parts of a second.
   *
   * @throws IllegalArgumentException if its info is no JSON object
   */
  static JWTClaimsSet of(Identity identity) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .subject(identity.user())
            .issueTime(date(identity.issued()))
            .expirationTime(date(identity.expires()))
            .claim("groups", List.copyOf(identity.roles()));
    if (identity.info() != null) {
      claims.claim("info", object(identity.info()));
    }
    Map<String, List<String>> channels = new LinkedHashMap<>();
    for (Grant grant : identity.grants()) {
      channels.put(
          grant.channels(),
          grant.verbs().stream().map(verb -> verb.name().toLowerCase(Locale.ROOT)).toList());
    }
    return claims.claim("channels", channels).build();
  }

  private static Map<String, Object> object(Payload info) {
    try {
      return JSONObjectUtils.parse(info.text());
    } catch (ParseException e) {
      throw new IllegalArgumentException("info must be a JSON object", e);
    }
  }

  private static Date date(Instant instant) {
    return instant == null ? null : Date.from(instant);
  }

  private static String user(JWTClaimsSet claims) throws ParseException, TokenException {
    String user = claims.getSubject() == null ? claims.getStringClaim("upn") : claims.getSubject();
    if (user == null || user.isEmpty()) {
      throw new TokenException(Kind.INVALID, "the token names no user: it has no sub", null);
    }
    if (user.length() > Identity.LONGEST_USER) {
      throw new TokenException(
          Kind.INVALID, "the user id has more than " + Identity.LONGEST_USER + " characters", null);
    }
    return user;
  }

  private static Instant instant(Date date) {
    return date == null ? null : date.toInstant();
  }

  private static List<Grant> grants(Map<String, Object> channels) throws TokenException {
    if (channels == null) {
      return List.of();
    }
    if (channels.size() > MOST_GRANTS) {
      throw new TokenException(
          Kind.INVALID, "the claim channels has more than " + MOST_GRANTS + " entries", null);
    }
    List<Grant> grants = new ArrayList<>(channels.size());
    for (Map.Entry<String, Object> each : channels.entrySet()) {
      grants.add(new Grant(each.getKey(), verbs(each.getValue())));
    }
    return grants;
  }

  private static Set<Verb> verbs(Object names) throws TokenException {
    if (!(names instanceof List<?> list) || !VERBS.keySet().containsAll(list)) {
      throw new TokenException(
          Kind.INVALID,
          "the claim channels must give each channel a list of "
              + String.join(", ", VERBS.keySet().stream().sorted().toList()),
          null);
    }
    return list.stream().map(VERBS::get).collect(Collectors.toUnmodifiableSet());
  }
}
