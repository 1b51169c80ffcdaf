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
import java.util.function.BiConsumer;

/**
 * Reads the claims of a token by name and type. A claim that cannot be read exactly is an error
 * with its name; claims that nobody reads may be anything. A claim that is null counts as absent.
 * Immutable.
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

  /** The error for a claim that is not valid. */
  static TokenException invalid(String claim, String how) {
    return new TokenException(Kind.INVALID, "the claim " + claim + " " + how, null);
  }

  /** Whether the claim is present, even as null. */
  boolean has(String claim) {
    return members.containsKey(claim);
  }

  /**
   * Passes on each claim that is not null, as raw JSON; of one that stands more than once the last
   * (RFC 7519, section 4).
   */
  void forEach(BiConsumer<String, String> claims) {
    members.forEach(
        (name, texts) -> {
          String last = texts.get(texts.size() - 1);
          if (!last.equals("null")) {
            claims.accept(name, last);
          }
        });
  }

  /** The claim as raw JSON; null if it is absent. */
  String written(String claim) throws TokenException {
    List<String> texts = members.getOrDefault(claim, List.of());
    if (texts.size() > 1) {
      throw invalid(claim, "stands more than once");
    }
    return texts.isEmpty() || texts.get(0).equals("null") ? null : texts.get(0);
  }

  /** Text, a long, a double, a boolean, a list or a map; null if the claim is absent. */
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
      throw invalid(
          claim,
          "cannot be read: text must be without half surrogate pairs, and keys must stand once");
    }
  }

  /** Text; null if the claim is absent. */
  String text(String claim) throws TokenException {
    Object value = value(claim);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw invalid(claim, "must be text");
  }

  /** Texts; null if the claim is absent. */
  List<String> texts(String claim) throws TokenException {
    Object value = value(claim);
    if (value == null) {
      return null;
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw invalid(claim, "must be a list of texts");
  }

  /** An object; null if the claim is absent. */
  @SuppressWarnings("unchecked")
  Map<String, Object> object(String claim) throws TokenException {
    Object value = value(claim);
    if (value == null || value instanceof Map) {
      return (Map<String, Object>) value;
    }
    throw invalid(claim, "must be an object");
  }

  /** An instant, cut to milliseconds; null if the claim is absent. */
  Instant instant(String claim) throws TokenException {
    Object value = value(claim);
    if (value == null) {
      return null;
    }
    BigDecimal seconds = seconds(value);
    if (seconds == null
        || seconds.compareTo(FIRST_SECOND) < 0
        || seconds.compareTo(LAST_SECOND) > 0) {
      throw invalid(claim, "must be a number of seconds since 1970, of the years 1 to 9999");
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
