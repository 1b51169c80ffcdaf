package dev.parley.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Requests to the HTTP API, the token issuer, the pages, the probes and the metrics. */
final class RequestAttacks {
  private static final String PUBLISH = "{\"channel\":\"event:api\",\"data\":1}";
  private static final int CHUNK = 16 * 1024;

  private RequestAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(bodies(), smuggling(), shapes(), addresses()).flatMap(List::stream);
  }

  private static List<Attack> bodies() {
    String nested = "[".repeat(2000);
    return List.of(
        body("no body", ""),
        body("a body that is no JSON", "hello"),
        body("two byte order marks", "\u00ef\u00bb\u00bf".repeat(2) + PUBLISH),
        body(
            "UTF-16",
            new String(PUBLISH.getBytes(StandardCharsets.UTF_16), StandardCharsets.ISO_8859_1)),
        body("a body that is not UTF-8", "{\"channel\":\"\u00ff\",\"data\":1}"),
        body("an array", "[" + PUBLISH + "]"),
        body("two objects", PUBLISH + PUBLISH),
        body("a key twice", "{\"channel\":\"event:a\",\"channel\":\"event:b\",\"data\":1}"),
        body("deep nesting", "{\"channel\":\"event:a\",\"data\":" + nested),
        body(
            "a number of 10,000 digits",
            "{\"channel\":\"event:a\",\"data\":1" + "0".repeat(9999) + "}"),
        body("half a surrogate pair", "{\"channel\":\"\\ud83d\",\"data\":1}"),
        body("a NUL in a channel", "{\"channel\":\"event:\\u0000\",\"data\":1}"),
        body(
            "a line break in a channel",
            "{\"channel\":\"event:\\n" + Leaks.INJECTED + "\",\"data\":1}"),
        body("a channel that is an object", "{\"channel\":{},\"data\":1}"),
        body("tags that are a list", "{\"channel\":\"event:a\",\"data\":1,\"tags\":[]}"),
        body(
            "a tag that is a number",
            "{\"channel\":\"event:a\",\"data\":1,\"tags\":{\"\\r\\nx\":1}}"),
        body("a body larger than is allowed", " ".repeat(HostileInputIT.BODY_BYTES) + PUBLISH),
        new Attack("a chunked body that does not end", RequestAttacks::endlessBody),
        new Attack("a compressed body of a million zeros", RequestAttacks::bomb),
        new Attack("a body that breaks off", RequestAttacks::brokenBody),
        new Attack("a giant body without a key", RequestAttacks::giantBodyWithoutKey),
        typed("text/plain", 200, 400, 415),
        typed("application/xml", 200, 400, 415),
        typed("multipart/form-data; boundary=x", 200, 400, 415),
        typed("a/b/c;;;=", 400, 415),
        typed("\u0000", 400, 415),
        typed("application/json; charset=nonsense", 200, 400, 415));
  }

  /** A body for {@code publish} that is answered with 400 and error 107. */
  private static Attack body(String name, String body) {
    return new Attack(
        "body: " + name,
        target -> {
          try (Connection connection = target.open()) {
            connection.trySend(bytes(publish(target, connection, body)));
            HttpResponse answer = connection.answer();
            assertThat(answer.status()).as("%s: %s", name, answer).isEqualTo(400);
            assertThat(answer.body()).as(name).contains("\"error\":{\"code\":107,");
            Leaks.assertClean(name, connection.heard());
          }
        });
  }

  private static void endlessBody(Attack.Target target) throws IOException {
    try (Connection connection = target.open()) {
      connection.send(post(target, connection, "Transfer-Encoding: chunked\r\n"));
      byte[] chunk = bytes(Integer.toHexString(CHUNK) + "\r\n" + " ".repeat(CHUNK) + "\r\n");
      int sent = 0;
      while (sent < 64 * HostileInputIT.BODY_BYTES && connection.trySend(chunk)) {
        sent += CHUNK;
      }
      HttpResponse answer = connection.answer();
      assertThat(answer.status()).as("an endless body: %s", answer).isIn(0, 400);
      Leaks.assertClean("an endless body", connection.heard());
    }
  }

  private static void bomb(Attack.Target target) throws IOException {
    byte[] bomb = compressed(new byte[1_000_000]);
    try (Connection connection = target.open()) {
      connection.send(
          post(
              target,
              connection,
              "Content-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n"));
      connection.trySend(bomb);
      HttpResponse answer = connection.answer();
      assertThat(answer.status()).as("a bomb: %s", answer).isIn(0, 400, 413, 415);
      Leaks.assertClean("a bomb", connection.heard());
    }
  }

  private static byte[] compressed(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void brokenBody(Attack.Target target) throws IOException {
    try (Connection connection = target.open()) {
      connection.send(post(target, connection, "Content-Length: 1000\r\n") + "{\"chan");
      connection.endSending();
      String heard = connection.rest();
      assertThat(heard).doesNotContain("HTTP/1.1 2");
      Leaks.assertClean("a body that breaks off", heard);
    }
  }

  private static void giantBodyWithoutKey(Attack.Target target) throws IOException {
    try (Connection connection = target.open()) {
      connection.send(
          "POST /api/publish HTTP/1.1\r\nHost: "
              + connection.authority()
              + "\r\nContent-Length: 1000000000000\r\n\r\n");
      HttpResponse answer = connection.answer();
      assertThat(answer.status())
          .as("a giant body: %s", answer)
          .isIn(Attack.ON_WILDFLY ? List.of(400) : List.of(401, 403, 413));
      Leaks.assertClean("a giant body", connection.heard());
    }
  }

  private static Attack typed(String type, Integer... statuses) {
    return new Attack(
        "content type " + type.replace("\u0000", "NUL"),
        target -> {
          try (Connection connection = target.open()) {
            connection.send(
                post(target, connection, "Content-Type: " + type + "\r\n" + length(PUBLISH))
                    + PUBLISH);
            HttpResponse answer = connection.answer();
            assertThat(answer.status()).as("%s: %s", type, answer).isIn((Object[]) statuses);
            Leaks.assertClean(type, connection.heard());
          }
        });
  }

  /**
   * Requests whose end two servers in a row could see at different places. The second request that
   * hides in the first must not be answered.
   */
  private static List<Attack> smuggling() {
    String hidden = "GET /dev/token?user=smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    String chunked = "0\r\n\r\n" + hidden;
    List<Attack> attacks = new ArrayList<>();
    for (String head :
        List.of(
            "Content-Length: " + chunked.length() + "\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: " + chunked.length() + "\r\n",
            "Content-Length: 5\r\nContent-Length: " + chunked.length() + "\r\n",
            "Content-Length: 5, " + chunked.length() + "\r\n",
            "Content-Length: +5\r\n",
            "Content-Length: -1\r\n",
            "Content-Length: 5 5\r\n",
            "Content-Length: 0x5\r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Content-Length : 5\r\n",
            "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding: chunked, identity\r\n",
            "Transfer-Encoding : chunked\r\n",
            "Transfer-Encoding:\u000bchunked\r\n",
            " Transfer-Encoding: chunked\r\n",
            "X: y\r\n\tTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n")) {
      attacks.add(smuggled(head, chunked));
    }
    attacks.add(smuggled("Transfer-Encoding: chunked\r\n", "-1\r\n" + hidden));
    attacks.add(smuggled("Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFFF\r\n" + hidden));
    attacks.add(
        smuggled("X: y\rTransfer-Encoding: chunked\r\n", chunked)
            .notOnWildFly("Undertow ends a line at a carriage return alone"));
    attacks.add(
        smuggled("Transfer-Encoding: chunked\r\n", "0x0\r\n\r\n" + hidden)
            .notOnWildFly("Undertow takes 0x0 for the size of the last chunk"));
    attacks.add(
        smuggled("Transfer-Encoding: chunked\r\n", "1;" + "e".repeat(50_000) + "\r\n" + hidden));
    return attacks;
  }

  private static Attack smuggled(String head, String body) {
    return new Attack(
        "a second request behind " + shown(head) + " and " + shown(body),
        target -> {
          try (Connection connection = target.open()) {
            connection.trySend(bytes(post(target, connection, head) + body));
            connection.endSending();
            String heard = connection.rest();
            assertThat(heard).as(head).doesNotContain("\"token\"");
            Leaks.assertClean(head, heard);
          }
        });
  }

  private static List<Attack> shapes() {
    return List.of(
        raw("a request line without end", "GET /" + "a".repeat(200_000)),
        raw(
            "a header without end",
            "GET /metrics HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(200_000)),
        raw("10,000 headers", "GET /metrics HTTP/1.1\r\n" + "X: y\r\n".repeat(10_000) + "\r\n"),
        raw("a header without a colon", "GET /metrics HTTP/1.1\r\nHost x\r\n\r\n"),
        raw("a header without a name", "GET /metrics HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n"),
        raw("a NUL in a header", "GET /metrics HTTP/1.1\r\nHost: x\u0000y\r\n\r\n"),
        raw("no host", "GET /metrics HTTP/1.1\r\n\r\n"),
        raw(
            "an odd host",
            "GET /demo HTTP/1.1\r\nHost: x\" onload=\"y\r\nConnection: close\r\n\r\n"),
        raw("HTTP/0.9", "GET /metrics\r\n\r\n"),
        raw("HTTP/9.9", "GET /metrics HTTP/9.9\r\nHost: x\r\n\r\n"),
        raw("the beginning of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u00ff\u00ff"),
        raw(
            "the beginning of TLS",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"),
        raw("an unknown method", request("DANCE", "/metrics")),
        raw("CONNECT", request("CONNECT", "evil.example:25")),
        raw("a method of 10,000 characters", request("X".repeat(10_000), "/metrics")),
        raw("an absolute address", request("GET", "http://evil.example/metrics")),
        raw("nothing but line breaks", "\r\n".repeat(1000)),
        raw("nothing", ""),
        new Attack("TRACE, which repeats what it is sent", RequestAttacks::trace));
  }

  /** A bad or unusual request. It may get any status but that of a failed server. */
  private static Attack raw(String name, String request) {
    return new Attack(
        name,
        target -> {
          try (Connection connection = target.open()) {
            connection.trySend(bytes(request));
            connection.endSending();
            String heard = connection.rest();
            assertThat(heard).as(name).doesNotContainPattern("HTTP/1\\.[01] 5(?!0[15])");
            Leaks.assertClean(name, heard);
          }
        });
  }

  private static void trace(Attack.Target target) throws IOException {
    for (String path : List.of("/metrics", "/dev/token", "/demo/", "/api/publish", "/health")) {
      try (Connection connection = target.open()) {
        connection.send(
            "TRACE "
                + path
                + " HTTP/1.1\r\nHost: x\r\nX-API-Key: "
                + target.apiKey()
                + "\r\nConnection: close\r\n\r\n");
        assertThat(connection.rest()).as("TRACE " + path).doesNotContain(target.apiKey());
      }
    }
  }

  private static List<Attack> addresses() {
    List<Attack> attacks = new ArrayList<>();
    for (String path :
        List.of(
            "/WEB-INF/web.xml",
            "/web-inf/web.xml",
            "/WEB-INF%2fweb.xml",
            "/demo/../WEB-INF/web.xml",
            "/demo/%2e%2e/WEB-INF/web.xml",
            "/demo/..%2f..%2fserver.xml",
            "/demo/..%5c..%5cserver.xml",
            "/demo/..;/WEB-INF/web.xml",
            "/demo/%00",
            "/demo/index.html%00.css",
            "/demo/%c0%ae%c0%ae/server.xml",
            "/demo/" + "a/".repeat(1000),
            "/%0d%0a" + encoded(Leaks.INJECTED),
            "/api/%0d%0a" + encoded(Leaks.INJECTED),
            "/connection/%0d%0a" + encoded(Leaks.INJECTED),
            "/health/%0d%0a" + encoded(Leaks.INJECTED),
            "/demo/%0d%0a" + encoded(Leaks.INJECTED),
            "/%1b%5b2J%00",
            "/api/publish;jsessionid=" + "x".repeat(1000),
            "/%",
            "/%zz",
            "/api/%zz",
            "/api/pu\"blish",
            "/api/pu[blish",
            "/api/info?a={",
            "/error",
            "/metrics/x",
            "/dev/token",
            "/dev/token?user=",
            "/dev/token?user=%0d%0aSet-Cookie:%20a=b&ttl=-1",
            "/dev/token?user=u&ttl=99999999999999999999",
            "/dev/token?user=u&ttl=%00",
            "/dev/token?user=" + "x".repeat(1000),
            "/dev/token?" + "user=a&".repeat(1000) + "ttl=0",
            "/connection/websocket",
            "/connection/nowhere")) {
      attacks.add(refused(path));
    }
    for (String user : List.of("%00", "%ed%a0%80", "%ff", "%", encoded("\r\n" + Leaks.INJECTED))) {
      attacks.add(issued(user));
    }
    return attacks;
  }

  /** A path that does not exist, or a bad request for one that does. */
  private static Attack refused(String path) {
    return new Attack(
        "GET " + shown(path),
        target -> {
          try (Connection connection = target.open()) {
            connection.send(request("GET", path));
            String heard = connection.rest();
            assertThat(heard).as(path).containsPattern("^HTTP/1\\.1 4\\d\\d ");
            assertThat(heard).as(path).doesNotContain("Set-Cookie", "<web-app", "<server");
            Leaks.assertClean(path, heard);
          }
        });
  }

  /** Any user name gets a readable token or a refusal. */
  private static Attack issued(String user) {
    return new Attack(
        "a token for " + shown(user),
        target -> {
          try (Connection connection = target.open()) {
            connection.send(request("GET", "/dev/token?user=" + user));
            String heard = connection.rest();
            assertThat(heard).as(user).containsPattern("^HTTP/1\\.1 (200|400) ");
            Leaks.assertClean(user, heard);
          }
        });
  }

  private static String request(String method, String path) {
    return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  }

  private static String post(Attack.Target target, Connection connection, String headers) {
    return "POST /api/publish HTTP/1.1\r\nHost: "
        + connection.authority()
        + "\r\nX-API-Key: "
        + target.apiKey()
        + "\r\n"
        + headers
        + "\r\n";
  }

  /** A request to publish. */
  static String publish(Attack.Target target, Connection connection, String body) {
    return post(target, connection, length(body)) + body;
  }

  private static String length(String body) {
    return "Content-Length: " + body.length() + "\r\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String shown(String text) {
    String plain = text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t");
    return plain.length() < 60 ? plain : plain.substring(0, 60) + "…";
  }
}
