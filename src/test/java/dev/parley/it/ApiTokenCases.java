package dev.parley.it;

import static dev.parley.it.ApiServer.OPS;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.parley.it.ApiServer.Caller;
import dev.parley.security.ClaimTable;
import dev.parley.testing.JsonTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tokens in the container: what a team's own code sees of them, and that one verifier decides. */
abstract class ApiTokenCases {
  private final ApiServer server;

  ApiTokenCases(ApiServer server) {
    this.server = server;
  }

  private HttpResponse<String> desk(String path, Caller caller)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = server.request("/api/desk" + path);
    if (caller.header() != null) {
      request.header(caller.header(), caller.value());
    }
    return server.send(request);
  }

  private static String claims(String more) {
    return ApiServer.HERE + ",\"exp\":" + (Instant.now().getEpochSecond() + 600) + "," + more + "}";
  }

  @Test
  @DisplayName("[H13] resources and beans of a team know the caller by JsonWebToken")
  void injection() throws IOException, InterruptedException, JOSEException {
    Caller anna =
        server.signed(
            "JWT",
            claims(
                "\"sub\":\"anna\",\"upn\":\"anna@example.org\",\"department\":\"blue\","
                    + "\"groups\":[\"staff\",\"readers\"]"));
    assertThat(JsonTree.object(desk("", anna).body()))
        .containsEntry("principal", "anna@example.org")
        .containsEntry("token", "anna@example.org")
        .containsEntry("bean", "anna@example.org")
        .containsEntry("department", "blue")
        .containsEntry("isToken", true)
        .containsEntry("hasRawToken", true)
        .containsEntry("mayRead", true)
        .containsEntry("mayAdmin", false)
        .containsEntry("isStaff", true)
        .containsEntry("groups", List.of("readers", "staff"));
    assertThat(JsonTree.object(desk("", OPS).body()))
        .containsEntry("principal", "key:ops")
        .containsEntry("isToken", false)
        .containsEntry("mayRead", true)
        .containsEntry("mayAdmin", true)
        .containsEntry("isStaff", false)
        .doesNotContainKeys("token", "department");
  }

  @Test
  @DisplayName("[H13] @RolesAllowed of a team means groups, and a group named like a right is none")
  void roles() throws IOException, InterruptedException, JOSEException {
    assertThat(desk("/staff", server.bearer("anna", "staff")).statusCode()).isEqualTo(200);
    assertThat(desk("/staff", server.bearer("anna", "others")).statusCode()).isEqualTo(403);
    assertThat(desk("/staff", OPS).statusCode()).isEqualTo(403);
    assertThat(desk("/staff", ApiServer.NOBODY).statusCode()).isEqualTo(401);
    for (String right : List.of("admin", "read", "publish", "**")) {
      Caller caller = server.bearer("anna", right);
      assertThat(JsonTree.object(desk("", caller).body()))
          .containsEntry("mayRead", false)
          .containsEntry("mayAdmin", false)
          .containsEntry("groups", List.of(right));
      assertThat(server.post("info", "{}", caller).statusCode()).isEqualTo(403);
    }
  }

  @Test
  @DisplayName("[H13] [T4] a token opens the HTTP API if and only if it opens a session")
  void oneVerifier() throws IOException, InterruptedException, JOSEException {
    Map<String, String> tokens = new LinkedHashMap<>();
    for (ClaimTable.Row row : ClaimTable.rows()) {
      tokens.put(row.toString(), token(server.signed("JWT", row.claims(""))));
    }
    tokens.putAll(hostileTokens());
    List<String> differences = new ArrayList<>();
    int accepted = 0;
    for (Map.Entry<String, String> each : tokens.entrySet()) {
      String container = byContainer(each.getValue());
      String session = bySession(each.getValue());
      if (!container.equals(session)) {
        differences.add(each.getKey() + ": container " + container + ", session " + session);
      }
      accepted += container.equals("accepted") ? 1 : 0;
    }
    assertThat(differences).isEmpty();
    assertThat(accepted).as("some of both kinds").isBetween(100, tokens.size() - 100);
  }

  /** "accepted", or the sentence of the refusal. */
  private String byContainer(String token) throws IOException, InterruptedException {
    HttpResponse<String> answer = desk("", new Caller("Authorization", "Bearer " + token));
    if (answer.statusCode() == 200) {
      return "accepted";
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
    return (String) JsonTree.object(JsonTree.object(answer.body()), "error").get("message");
  }

  /** The same of a session that is opened with the token. */
  private String bySession(String token) throws IOException, InterruptedException {
    HttpRequest request =
        server
            .request("/connection/uni_http_stream")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"token\":\"" + token + "\"}"))
            .build();
    HttpResponse<InputStream> answer =
        server.http().send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      Map<String, Object> first = JsonTree.object(lines.readLine());
      if (first.containsKey("connect")) {
        return "accepted";
      }
      return ((String) JsonTree.object(first, "disconnect").get("reason"))
          .replaceFirst("^invalid token: ", "");
    }
  }

  private static String token(Caller caller) {
    return caller.value().substring("Bearer ".length());
  }

  /**
   * Tokens that are wrong by their header, their key or their signature, and some that are right.
   */
  private Map<String, String> hostileTokens()
      throws IOException, InterruptedException, JOSEException {
    Map<String, String> tokens = new LinkedHashMap<>();
    String good = claims("\"sub\":\"u1\"");
    for (String type :
        List.of(
            "JWT", "at+jwt", "application/at+jwt", "logout+jwt", "dpop+jwt", "id+jwt", "JOSE")) {
      tokens.put("typ " + type, token(server.signed(type, good)));
    }
    ECKey other = ApiServer.key();
    tokens.put("another key", token(server.bearer("u1", "a", other)));
    tokens.put(
        "no such kid", signed(header(JWSAlgorithm.ES256, "x"), good, new ECDSASigner(other)));
    String shared =
        signed(
            header(JWSAlgorithm.HS256, null),
            good,
            new MACSigner(ApiServer.SECRET.getBytes(StandardCharsets.UTF_8)));
    assertThat(byContainer(shared)).isEqualTo("accepted");
    tokens.put("HS256 by the shared secret", shared);
    tokens.put(
        "HS256 by the public key",
        signed(
            header(JWSAlgorithm.HS256, "it"),
            good,
            new MACSigner(server.publicKey().getBytes(StandardCharsets.UTF_8))));
    for (JWSAlgorithm algorithm :
        List.of(JWSAlgorithm.RS256, JWSAlgorithm.RS512, JWSAlgorithm.PS256)) {
      tokens.put(
          algorithm + " by a stranger",
          signed(
              header(algorithm, "it"),
              good,
              new RSASSASigner(new RSAKeyGenerator(2048).keyID("it").generate())));
    }
    String[] parts = token(server.signed("JWT", good)).split("\\.");
    tokens.put(
        "other claims", parts[0] + "." + base64(claims("\"sub\":\"root\"")) + "." + parts[2]);
    tokens.put("no signature", parts[0] + "." + parts[1] + ".");
    tokens.put("two parts", parts[0] + "." + parts[1]);
    tokens.put("four parts", String.join(".", parts) + ".x");
    for (String header :
        List.of(
            "{}",
            "{\"alg\":\"none\"}",
            "{\"alg\":\"ES256\",\"kid\":{}}",
            "{\"alg\":\"ES256\",\"crit\":[\"x\"],\"kid\":\"it\"}",
            "{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"],\"kid\":\"it\"}",
            "{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\"}")) {
      tokens.put(header, base64(header) + "." + parts[1] + "." + parts[2]);
    }
    tokens.put("unsigned", base64("{\"alg\":\"none\"}") + "." + parts[1] + ".");
    tokens.put("no token", "nonsense");
    return tokens;
  }

  private static JWSHeader header(JWSAlgorithm algorithm, String key) {
    return new JWSHeader.Builder(algorithm).keyID(key).build();
  }

  private static String signed(JWSHeader header, String claims, JWSSigner signer)
      throws JOSEException {
    JWSObject token = new JWSObject(header, new Payload(claims));
    token.sign(signer);
    return token.serialize();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
