package dev.parley.it;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.security.ClaimTable;
import dev.parley.team.FailingMethods;
import dev.parley.team.TeamCaller;
import dev.parley.team.TeamDesk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A member in production with two API keys, an issuer of tokens and methods that fail. */
final class ApiServer implements AutoCloseable {
  /** Shared with an issuer that signs by HS256. */
  static final String SECRET = "a secret of 32 bytes, or of more";

  static final String ORIGIN = "https://app.example";

  /**
   * How a caller proves who it is.
   *
   * @param header null for a caller that proves nothing
   */
  record Caller(String header, String value) {
    /** The same API key in the header Authorization. */
    Caller byAuthorization() {
      return new Caller("Authorization", "apikey " + value);
    }
  }

  /** Has the right to publish. */
  static final Caller BILLING = new Caller("X-API-Key", "the key of billing");

  /** Has the right admin. */
  static final Caller OPS = new Caller("X-API-Key", "the key of ops");

  static final Caller NOBODY = new Caller(null, null);

  /** The issuer and the audience that every token must have, as the start of its claims. */
  static final String HERE =
      "{\"iss\":\"" + ClaimTable.HERE + "\",\"aud\":\"" + ClaimTable.HERE + "\"";

  private final HttpClient http = HttpClient.newHttpClient();
  private final ECKey issuer = key();
  private final Member member;

  /**
   * Starts the member.
   *
   * @param folder takes the WAR with the failing methods
   */
  ApiServer(Path folder) {
    member =
        Member.of(
            "api-access",
            Map.ofEntries(
                Map.entry("PARLEY_PRODUCTION", "true"),
                Map.entry("PARLEY_ORIGINS", ORIGIN),
                Map.entry("PARLEY_API_KEYS", "billing,ops"),
                Map.entry("PARLEY_API_KEY_BILLING_HASH", hash(BILLING.value())),
                Map.entry("PARLEY_API_KEY_BILLING_RIGHTS", "publish"),
                Map.entry("PARLEY_API_KEY_OPS_HASH", hash(OPS.value())),
                Map.entry("PARLEY_API_KEY_OPS_RIGHTS", "admin"),
                Map.entry("PARLEY_API_ROLE_READ", "readers"),
                Map.entry("PARLEY_API_ROLE_ADMIN", "admins"),
                Map.entry("PARLEY_TOKEN_HMAC_SECRET", SECRET),
                Map.entry("PARLEY_LIMIT_SESSIONS_PER_USER", "10000"),
                Map.entry("MP_JWT_VERIFY_ISSUER", ClaimTable.HERE),
                Map.entry("MP_JWT_VERIFY_AUDIENCES", ClaimTable.HERE),
                Map.entry("MP_JWT_VERIFY_PUBLICKEY", issuer.toPublicJWK().toJSONString())));
    Path war = folder.resolve("parley.war");
    ShrinkWrap.create(ZipImporter.class, "parley.war")
        .importFrom(Member.BUILT.toFile())
        .as(WebArchive.class)
        .addClass(FailingMethods.class)
        .addAsLibrary(ContainerIT.jarOfTheTeam(TeamDesk.class, TeamCaller.class))
        .as(ZipExporter.class)
        .exportTo(war.toFile());
    member.deploy(war);
    member.start();
  }

  @Override
  public void close() {
    member.close();
  }

  HttpClient http() {
    return http;
  }

  String log() {
    return member.log();
  }

  private static String hash(String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return "sha256:"
          + HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new key with the id of the issuer's. */
  static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("it").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key of the issuer that everybody may know. */
  String publicKey() {
    return issuer.toPublicJWK().toJSONString();
  }

  /** A user with a token of the issuer. */
  Caller bearer(String user, String group) throws JOSEException {
    return bearer(user, group, issuer);
  }

  Caller bearer(String user, String group, ECKey signer) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("it").build(),
            new JWTClaimsSet.Builder()
                .issuer(ClaimTable.HERE)
                .audience(ClaimTable.HERE)
                .subject(user)
                .claim("groups", List.of(group))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build());
    token.sign(new ECDSASigner(signer));
    return new Caller("Authorization", "Bearer " + token.serialize());
  }

  /** The bearer of a token of this type with these claims, which the issuer signs as they are. */
  Caller signed(String type, String claims) throws JOSEException {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .keyID("it")
            .type(new JOSEObjectType(type))
            .build();
    JWSObject token = new JWSObject(header, new Payload(claims));
    token.sign(new ECDSASigner(issuer));
    return new Caller("Authorization", "Bearer " + token.serialize());
  }

  HttpRequest.Builder request(String path) {
    String server = path.startsWith("/health") ? member.healthUrl() : member.url();
    return HttpRequest.newBuilder(URI.create(server + path)).timeout(Duration.ofSeconds(60));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Calls a method of the HTTP API. */
  HttpResponse<String> post(String method, String body, Caller caller)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request("/api/" + method);
    if (caller.header() != null) {
      request.header(caller.header(), caller.value());
    }
    return send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
  }
}
