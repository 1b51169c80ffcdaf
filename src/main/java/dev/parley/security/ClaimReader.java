package dev.parley.security;

import dev.parley.protocol.JsonReader;
import dev.parley.protocol.MalformedFrameException;
import dev.parley.security.TokenException.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Reads the claims of a token by name and type. A claim means exactly what was written, or it is
 * refused by its name; what cannot be read among those that nobody asks for is no matter. A claim
 * that is null is not there. Immutable.
 *
 * <p>Source: RFC 7519, sections 2 (NumericDate) and 4 (a claim stands once).
 */
final class ClaimReader {
  /** Deeper than any claim that is read. */
  private static final JsonReader READER = new JsonReader(8);

  private static final BigDecimal FIRST_SECOND = BigDecimal.valueOf(-62_135_596_800L);
  private static final BigDecimal LAST_SECOND = BigDecimal.valueOf(253_402_300_799L);

  private final Map<String, List<String>> members;

  /**
   * @param json the claims
   * @throws TokenException if it is no JSON object
   */
  ClaimReader(String json) throws TokenException {
    try {
      members = RawJsonParser.members(json);
    } catch (IOException e) {
      throw new TokenException(Kind.INVALID, "the claims of the token are no JSON object", e);
    }
  }

  /** What is said about a claim that is not what it should be. */
  static TokenException wrong(String claim, String how) {
    return new TokenException(Kind.INVALID, "the claim " + claim + " " + how, null);
  }

  /** Whether the claim is there, and be it null. */
  boolean has(String claim) {
    return members.containsKey(claim);
  }

  /** The claim as it was written; null if it is not there. */
  String written(String claim) throws TokenException {
    List<String> texts = members.getOrDefault(claim, List.of());
    if (texts.size() > 1) {
      throw wrong(claim, "stands more than once");
    }
    return texts.isEmpty() || texts.get(0).equals("null") ? null : texts.get(0);
  }

  /** Text, a long, a double, a boolean, a list or a map; null if the claim is not there. */
  Object value(String claim) throws TokenException {
    String written = written(claim);
    if (written == null) {
      return null;
    }
    try {
      return READER
          .objects("{\"claim\":" + written + "}", 1, 1, name -> false)
          .get(0)
          .values()
          .get("claim");
    } catch (MalformedFrameException e) {
      throw wrong(
          claim,
          "cannot be read: text must be without half surrogate pairs, and keys must stand once");
    }
  }

  /** Text; null if the claim is not there. */
  String text(String claim) throws TokenException {
    Object value = value(claim);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrong(claim, "must be text");
  }

  /** Texts; null if the claim is not there. */
  List<String> texts(String claim) throws TokenException {
    Object value = value(claim);
    if (value == null) {
      return null;
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw wrong(claim, "must be a list of texts");
  }

  /** An object; null if the claim is not there. */
  @SuppressWarnings("unchecked")
  Map<String, Object> object(String claim) throws TokenException {
    Object value = value(claim);
    if (value == null || value instanceof Map) {
      return (Map<String, Object>) value;
    }
    throw wrong(claim, "must be an object");
  }

  /** An instant, without what is less than a millisecond; null if the claim is not there. */
  Instant instant(String claim) throws TokenException {
    Object value = value(claim);
    if (value == null) {
      return null;
    }
    BigDecimal seconds = seconds(value);
    if (seconds == null
        || seconds.compareTo(FIRST_SECOND) < 0
        || seconds.compareTo(LAST_SECOND) > 0) {
      throw wrong(claim, "must be a number of seconds since 1970, of the years 1 to 9999");
    }
    return Instant.ofEpochMilli(
        seconds.movePointRight(3).setScale(0, RoundingMode.FLOOR).longValueExact());
  }

  private static BigDecimal seconds(Object value) {
    if (value instanceof Long whole) {
      return BigDecimal.valueOf(whole);
    }
    return value instanceof Double number && Double.isFinite(number)
        ? BigDecimal.valueOf(number)
        : null;
  }
}
