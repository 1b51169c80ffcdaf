package dev.parley.security;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.protocol.MalformedFrameException;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Utf8;
import dev.parley.security.Permissions.Verb;
import dev.parley.security.TokenException.Kind;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a token says, each claim exactly as it was written. Immutable.
 *
 * <p>Source: RFC 7519, section 4.1; MicroProfile JWT 2.1, section 4.1, for groups and upn. {@code
 * info}, {@code channels} and {@code channel} are Parley's.
 *
 * @param identity out of {@code sub} or {@code upn}, {@code iat}, {@code exp}, {@code groups},
 *     {@code info} and {@code channels}; it keeps the other claims as they were written
 * @param channel the only channel it is for; null if it is for a connection
 * @param issuer {@code iss}; null if it does not say
 * @param audiences {@code aud}; empty if it does not say
 * @param notBefore {@code nbf}; null if it does not say
 */
record TokenClaims(
    Identity identity, String channel, String issuer, List<String> audiences, Instant notBefore) {
  /** A session keeps them for as long as it lives, and each command may look at all. */
  private static final int MOST_GRANTS = 256;

  private static final Map<String, Verb> VERBS =
      Stream.of(Verb.values())
          .collect(Collectors.toMap(verb -> verb.name().toLowerCase(Locale.ROOT), verb -> verb));

  private static final String CHANNEL = "channel";

  /** The claims that an identity holds in fields of its own. */
  static final Set<String> OF_IDENTITY = Set.of("sub", "iat", "exp", "groups", "info", "channels");

  private static final JsonFactory FACTORY = new JsonFactory();

  /**
   * Reads claims.
   *
   * @param json the claims, in UTF-8
   * @throws TokenException if one is not what it should be
   */
  static TokenClaims read(byte[] json, UserIds ids) throws TokenException {
    try {
      return read(Utf8.decode(json, 0, json.length), ids);
    } catch (MalformedFrameException e) {
      throw new TokenException(Kind.INVALID, "the claims of the token are not UTF-8", e);
    }
  }

  /** The same of text. */
  static TokenClaims read(String json, UserIds ids) throws TokenException {
    ClaimReader claims = new ClaimReader(json);
    List<String> groups = claims.texts("groups");
    Identity identity =
        new Identity(
            user(claims, ids),
            claims.instant("iat"),
            claims.instant("exp"),
            info(claims.written("info")),
            groups == null ? Set.of() : Set.copyOf(groups),
            grants(claims.object("channels")),
            others(claims));
    return new TokenClaims(
        identity, channel(claims), claims.text("iss"), audiences(claims), claims.instant("nbf"));
  }

  /** Claims that {@link #read} reads the same identity from. */
  static String of(Identity identity) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("sub", identity.user());
      write(json, "iat", identity.issued());
      write(json, "exp", identity.expires());
      write(json, "groups", identity.roles());
      if (identity.info() != null) {
        json.writeFieldName("info");
        json.writeRawValue(identity.info().text());
      }
      json.writeFieldName("channels");
      write(json, identity.grants());
      ClaimValues.others(identity).forEach((name, values) -> writeRaw(json, name, values.get(0)));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** The claim {@code channels} that {@link #read} reads these grants from. */
  static String of(List<Grant> grants) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      write(json, grants);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, List<Grant> grants) throws IOException {
    json.writeStartObject();
    for (Grant grant : grants) {
      write(
          json,
          grant.channels(),
          grant.verbs().stream().map(verb -> verb.name().toLowerCase(Locale.ROOT)).toList());
    }
    json.writeEndObject();
  }

  /**
   * The claims that an identity has no field for, each as it was written; null if there are none.
   * The channel is left out: a token with it opens no session.
   */
  private static Payload others(ClaimReader claims) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      claims.forEach(
          (name, written) -> {
            if (!OF_IDENTITY.contains(name) && !name.equals(CHANNEL)) {
              writeRaw(json, name, written);
            }
          });
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String object = text.toString();
    // As bytes, because a session keeps them: text would be kept beside them.
    return object.equals("{}") ? null : Payload.bytes(object.getBytes(StandardCharsets.UTF_8));
  }

  private static void writeRaw(JsonGenerator json, String name, String written) {
    try {
      json.writeFieldName(name);
      json.writeRawValue(written);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(JsonGenerator json, String name, Instant instant) throws IOException {
    if (instant != null) {
      json.writeNumberField(name, BigDecimal.valueOf(instant.toEpochMilli(), 3));
    }
  }

  private static void write(JsonGenerator json, String name, Iterable<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /**
   * What others may see of a user.
   *
   * @param written the JSON; null if there is none
   * @throws TokenException if it is no object
   */
  static Payload info(String written) throws TokenException {
    if (written == null || written.equals("null")) {
      return null;
    }
    if (!written.startsWith("{")) {
      throw ClaimReader.invalid("info", "must be an object");
    }
    return Payload.json(written);
  }

  /**
   * What a user may do.
   *
   * @param channels lists of verbs by channel; null if there are none
   * @throws TokenException if they are something else
   */
  static List<Grant> grants(Map<String, Object> channels) throws TokenException {
    if (channels == null) {
      return List.of();
    }
    if (channels.size() > MOST_GRANTS) {
      throw ClaimReader.invalid("channels", "has more than " + MOST_GRANTS + " entries");
    }
    List<Grant> grants = new ArrayList<>(channels.size());
    for (Map.Entry<String, Object> each : channels.entrySet()) {
      grants.add(new Grant(each.getKey(), verbs(each.getValue())));
    }
    return grants;
  }

  private static Set<Verb> verbs(Object names) throws TokenException {
    if (!(names instanceof List<?> list) || !VERBS.keySet().containsAll(list)) {
      throw ClaimReader.invalid(
          "channels",
          "must give each channel a list of "
              + String.join(", ", VERBS.keySet().stream().sorted().toList()));
    }
    return list.stream().map(VERBS::get).collect(Collectors.toUnmodifiableSet());
  }

  private static String user(ClaimReader claims, UserIds ids) throws TokenException {
    Object sub = claims.value("sub");
    String claim = sub == null ? "upn" : "sub";
    String user = sub instanceof Long number ? number.toString() : claims.text(claim);
    if (user == null) {
      throw new TokenException(
          Kind.INVALID, "the token names no user: it has neither sub nor upn", null);
    }
    String problem = ids.problem(user);
    if (problem != null) {
      throw ClaimReader.invalid(claim, problem);
    }
    return user;
  }

  private static String channel(ClaimReader claims) throws TokenException {
    if (!claims.has(CHANNEL)) {
      return null;
    }
    String name = claims.text(CHANNEL);
    if (name == null || name.isEmpty()) {
      // Whoever wrote null did not mean a token for everything.
      throw ClaimReader.invalid(CHANNEL, "must name a channel");
    }
    return name;
  }

  private static List<String> audiences(ClaimReader claims) throws TokenException {
    Object value = claims.value("aud");
    if (value instanceof String audience) {
      return List.of(audience);
    }
    List<String> audiences = claims.texts("aud");
    return audiences == null ? List.of() : audiences;
  }
}
