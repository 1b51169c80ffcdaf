package dev.parley.security;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.Claims;

/**
 * The claims of an identity as the types of Java that MicroProfile JWT asks for. Holds no state.
 *
 * <p>Source: MicroProfile JWT 2.1, sections 4.1 and 4.2; {@link Claims} has the type of each known
 * claim.
 */
final class ClaimValues {
  private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());

  private static final Map<String, Class<?>> TYPES =
      Stream.of(Claims.values())
          .filter(claim -> claim != Claims.UNKNOWN)
          .collect(Collectors.toUnmodifiableMap(Claims::name, Claims::getType));

  private static final List<String> NAMES =
      List.of(Claims.upn.name(), Claims.preferred_username.name());

  private ClaimValues() {}

  /** As {@link Identity#getName}. */
  static String name(Identity identity) {
    Map<String, List<String>> others = others(identity);
    for (String claim : NAMES) {
      String written = others.getOrDefault(claim, List.of("")).get(0);
      if (written.startsWith("\"") && json(written) instanceof JsonString text) {
        if (!text.getString().isEmpty()) {
          return text.getString();
        }
      }
    }
    return identity.user();
  }

  /** As {@link Identity#getClaimNames}. */
  static Set<String> names(Identity identity) {
    Set<String> names = new HashSet<>(others(identity).keySet());
    names.addAll(TokenClaims.OF_IDENTITY);
    names.removeIf(name -> TokenClaims.OF_IDENTITY.contains(name) && !has(identity, name));
    return Set.copyOf(names);
  }

  private static boolean has(Identity identity, String own) {
    return switch (own) {
      case "iat" -> identity.issued() != null;
      case "exp" -> identity.expires() != null;
      case "groups" -> !identity.roles().isEmpty();
      case "info" -> identity.info() != null;
      case "channels" -> !identity.grants().isEmpty();
      default -> true;
    };
  }

  /** As {@link Identity#getClaim}. */
  static Object value(Identity identity, String name) {
    if (TokenClaims.OF_IDENTITY.contains(name)) {
      return own(identity, name);
    }
    List<String> written = others(identity).get(name);
    return written == null ? null : typed(json(written.get(0)), TYPES.get(name));
  }

  private static Object own(Identity identity, String name) {
    if (!has(identity, name)) {
      return null;
    }
    return switch (name) {
      case "iat" -> identity.issued().getEpochSecond();
      case "exp" -> identity.expires().getEpochSecond();
      case "groups" -> identity.roles();
      case "info" -> json(identity.info().text());
      case "channels" -> json(TokenClaims.of(identity.grants()));
      default -> identity.user();
    };
  }

  /** The value as this type; as it was written if the type is null or does not fit. */
  private static Object typed(JsonValue value, Class<?> type) {
    if (type == String.class && value instanceof JsonString text) {
      return text.getString();
    }
    if (type == Long.class && value instanceof JsonNumber number) {
      return number.longValue();
    }
    if (type == Boolean.class && JsonValue.TRUE.equals(value)) {
      return true;
    }
    if (type == Boolean.class && JsonValue.FALSE.equals(value)) {
      return false;
    }
    return type == Set.class ? texts(value) : value;
  }

  /** The texts of a list, or the one text; anything else as it was written. */
  private static Object texts(JsonValue value) {
    if (value instanceof JsonString text) {
      return Set.of(text.getString());
    }
    return value instanceof JsonArray list && list.stream().allMatch(JsonString.class::isInstance)
        ? Set.copyOf(list.getValuesAs(JsonString::getString))
        : value;
  }

  /** The claims without a field, each as it was written. A fresh text: the identity keeps none. */
  static Map<String, List<String>> others(Identity identity) {
    if (identity.otherClaims() == null) {
      return Map.of();
    }
    try {
      return RawJsonParser.members(
          new String(identity.otherClaims().bytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonValue json(String written) {
    try (JsonReader reader = READERS.createReader(new StringReader(written))) {
      return reader.readValue();
    }
  }
}
