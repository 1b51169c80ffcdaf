package dev.parley.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.parley.protocol.Printable;
import java.io.IOException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the keys of an issuer, and ignores keys that are invalid or that Parley cannot use. The log
 * names the ignored keys when they change. Safe for all threads.
 *
 * <p>Source: RFC 7517, section 5.
 */
final class KeySetReader {
  private static final System.Logger LOG = System.getLogger(KeySetReader.class.getName());
  private static final int MOST_NAMED = 20;
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_REASON = 200;

  private final String where;
  private final Set<JWSAlgorithm> algorithms;

  /** The ignored keys that the log has named last. */
  private List<IgnoredKey> named = List.of();

  /**
   * A key that is ignored.
   *
   * @param text its name and the reason
   * @param understood whether it is a valid key, for another use
   */
  private record IgnoredKey(String text, boolean understood) {}

  /**
   * @param where the setting that the keys come from
   * @param algorithms the algorithms that keys may be for
   */
  KeySetReader(String where, Set<JWSAlgorithm> algorithms) {
    this.where = where;
    this.algorithms = Set.copyOf(algorithms);
  }

  /**
   * Reads the usable public keys of a set. An empty set is valid: the issuer has withdrawn all
   * keys.
   *
   * @throws ParseException if the text is not a set, or none of its keys is usable
   */
  JWKSet set(String json) throws ParseException {
    List<String> lists = members(json).get("keys");
    if (lists == null) {
      throw new ParseException("a JWK set must have keys", 0);
    }
    try {
      // The last one counts where it stands twice, as RFC 7517 allows.
      return read(RawJsonParser.elements(lists.get(lists.size() - 1)));
    } catch (IOException e) {
      throw new ParseException("keys must be a list", 0);
    }
  }

  /**
   * Reads a set or a single key.
   *
   * @throws ParseException if the text is neither, or no key is usable
   */
  JWKSet setOrKey(String json) throws ParseException {
    return members(json).containsKey("keys") ? set(json) : read(List.of(json));
  }

  private static Map<String, List<String>> members(String json) throws ParseException {
    try {
      return RawJsonParser.members(json);
    } catch (IOException e) {
      throw new ParseException("it is no JSON object", 0);
    }
  }

  private JWKSet read(List<String> written) throws ParseException {
    List<JWK> keys = new ArrayList<>();
    List<IgnoredKey> others = new ArrayList<>();
    for (String each : written) {
      String name = name(each, keys.size() + others.size() + 1);
      try {
        JWK key = parse(each);
        String reason = reason(key);
        if (reason == null) {
          keys.add(key);
        } else {
          others.add(new IgnoredKey(name + " is of no use here: " + reason, true));
        }
      } catch (ParseException e) {
        others.add(new IgnoredKey(name + " is not understood: " + e.getMessage(), false));
      }
    }
    if (keys.isEmpty() && !others.isEmpty()) {
      throw new ParseException("no key can be used: " + first(others), 0);
    }
    report(others);
    return new JWKSet(keys);
  }

  /** Logs the ignored keys if they have changed. */
  private synchronized void report(List<IgnoredKey> others) {
    if (!others.equals(named) && !others.isEmpty()) {
      LOG.log(
          others.stream().allMatch(IgnoredKey::understood)
              ? System.Logger.Level.INFO
              : System.Logger.Level.WARNING,
          "{0}: keys are passed over: {1}",
          where,
          first(others));
    }
    named = List.copyOf(others);
  }

  private static String first(List<IgnoredKey> others) {
    String some =
        others.stream().limit(MOST_NAMED).map(IgnoredKey::text).collect(Collectors.joining("; "));
    int more = others.size() - MOST_NAMED;
    return more > 0 ? some + "; and " + more + " more" : some;
  }

  /** The name of a key for the log: its place and its id. */
  private static String name(String written, int place) {
    try {
      List<String> ids = RawJsonParser.members(written).get("kid");
      return ids == null ? "key " + place : "key " + place + ", kid " + shown(ids.get(0));
    } catch (IOException e) {
      return "key " + place;
    }
  }

  private static String shown(String json) {
    boolean text = json.startsWith("\"");
    return quoted(text ? json.substring(1, json.length() - 1) : json, LONGEST_NAME);
  }

  private static String quoted(String text, int most) {
    return Printable.quoted(text.length() > most ? text.substring(0, most) + "…" : text);
  }

  /** Converts the key too, so that an invalid key fails now and not when a token names it. */
  private static JWK parse(String written) throws ParseException {
    if (!written.startsWith("{")) {
      throw new ParseException("it is no object", 0);
    }
    for (Map.Entry<String, List<String>> member : members(written).entrySet()) {
      if (member.getValue().size() > 1) {
        throw new ParseException(
            quoted(member.getKey(), LONGEST_NAME) + " stands more than once", 0);
      }
    }
    try {
      JWK key = JWK.parse(written);
      if (key instanceof RSAKey rsa) {
        rsa.toRSAPublicKey();
      } else if (key instanceof ECKey ec && Curve.P_256.equals(ec.getCurve())) {
        ec.toECPublicKey();
      }
      return key instanceof OctetSequenceKey ? key : key.toPublicJWK();
    } catch (ParseException | JOSEException | RuntimeException e) {
      throw new ParseException(quoted(String.valueOf(e.getMessage()), LONGEST_REASON), 0);
    }
  }

  /** The reason why a key cannot be used here; null if it can. */
  private String reason(JWK key) {
    if (key instanceof OctetSequenceKey) {
      return "it is a shared secret, which does not belong into a key set";
    }
    if (key.getKeyUse() != null && !key.getKeyUse().equals(KeyUse.SIGNATURE)) {
      return "it is not for signatures";
    }
    JWSAlgorithm algorithm =
        key instanceof RSAKey
            ? JWSAlgorithm.RS256
            : key instanceof ECKey ec && Curve.P_256.equals(ec.getCurve())
                ? JWSAlgorithm.ES256
                : null;
    boolean fits =
        algorithm != null
            && algorithms.contains(algorithm)
            && (key.getAlgorithm() == null
                || key.getAlgorithm().getName().equals(algorithm.getName()));
    return fits
        ? null
        : "it is not for " + algorithms.stream().map(JWSAlgorithm::getName).sorted().toList();
  }
}
