package dev.parley.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.it.NeedsOwnFrames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Handshakes that RFC 6455 forbids, and unusual ones that it allows. */
final class HandshakeAttacks {
  private static final String KEY = "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n";
  private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
  private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
  private static final String GET = "GET /connection/websocket HTTP/1.1\r\n";

  private HandshakeAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(refused(), odd()).flatMap(List::stream);
  }

  private static List<Attack> refused() {
    return List.of(
        refused("4.2.1 no key", GET + UPGRADE + VERSION),
        refused("4.2.1 a key of one byte", GET + UPGRADE + VERSION + "Sec-WebSocket-Key: AA==\r\n"),
        refused(
            "4.2.1 a key that is not Base64", GET + UPGRADE + VERSION + "Sec-WebSocket-Key: ?\r\n"),
        refused("4.2.1 no version", GET + UPGRADE + KEY),
        refused("4.4 version 8", GET + UPGRADE + KEY + "Sec-WebSocket-Version: 8\r\n"),
        refused(
            "4.4 a version that is no number",
            GET + UPGRADE + KEY + "Sec-WebSocket-Version: x\r\n"),
        refused("4.2.1 no Connection header", GET + "Upgrade: websocket\r\n" + KEY + VERSION),
        refused("4.2.1 no Upgrade header", GET + "Connection: Upgrade\r\n" + KEY + VERSION),
        refused(
            "4.2.1 another protocol", GET + UPGRADE.replace("websocket", "smtp") + KEY + VERSION),
        refused("4.2.1 POST", GET.replace("GET", "POST") + UPGRADE + KEY + VERSION),
        refused("4.2.1 HTTP/1.0", GET.replace("1.1", "1.0") + UPGRADE + KEY + VERSION),
        refused("10.2 an origin that is not allowed", origin("https://evil.example")),
        refused("10.2 the origin null", origin("null")),
        refused("10.2 an origin that is no address", origin("\u00ff\u0001::::")),
        refused("10.2 an origin of 5,000 characters", origin("https://" + "x".repeat(5000))));
  }

  private static String origin(String origin) {
    return GET + UPGRADE + KEY + VERSION + "Origin: " + origin + "\r\n";
  }

  private static Attack refused(String name, String head) {
    return new Attack(
        "handshake: " + name,
        target -> {
          try (Connection connection = target.open()) {
            connection.send(head + "Host: " + connection.authority() + "\r\n\r\n");
            connection.endSending();
            String heard = connection.rest();
            assertThat(heard)
                .as(name)
                .containsPattern(
                    "(?s)^(HTTP/1\\.[01] 4\\d\\d .*X-Content-Type-Options: nosniff|$)");
            Leaks.assertClean(name, heard);
          }
        });
  }

  private static List<Attack> odd() {
    List<Attack> attacks = new ArrayList<>();
    attacks.add(new Attack("handshake: a hundred words as the version", HandshakeAttacks::words));
    attacks.add(new Attack("upgrades to HTTP/2", HandshakeAttacks::http2Upgrades));
    attacks.add(new Attack("HTTP/2 by prior knowledge", HandshakeAttacks::http2Preface));
    for (String header :
        List.of(
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n",
            "Sec-WebSocket-Extensions: " + "x;y=z,".repeat(500) + "\r\n",
            "Sec-WebSocket-Extensions: ,,,;;;===\"\r\n",
            "Sec-WebSocket-Protocol: " + "x,".repeat(500) + "\r\n",
            "Sec-WebSocket-Protocol: a b\u00ff\r\n",
            "X-Forwarded-For: " + Leaks.INJECTED + "\r\n",
            "Cookie: " + "a=b;".repeat(500) + "\r\n")) {
      attacks.add(opened(header));
    }
    return attacks;
  }

  /** Each is a failure of its own to Open Liberty, which dumps failures and quotes the word. */
  private static void words(Attack.Target target) throws IOException {
    for (int i = 0; i < 100; i++) {
      try (Connection connection = target.open()) {
        connection.send(
            GET + UPGRADE + KEY + "Host: x\r\nSec-WebSocket-Version: \u001b[2J" + i + "\r\n\r\n");
        assertThat(connection.answer().status()).isEqualTo(426);
      }
    }
  }

  /**
   * RFC 7540, section 3.2: more of them than Open Liberty has threads for, each open to the end, at
   * addresses that answer with each kind of status.
   */
  private static void http2Upgrades(Attack.Target target) throws IOException {
    List<Connection> open = new ArrayList<>();
    try {
      for (int i = 0; i < 24; i++) {
        Connection connection = target.open();
        open.add(connection);
        String path =
            List.of("/nothing", "/connection/websocket", "/connection/sse", "/").get(i % 4);
        connection.send(
            "GET "
                + path
                + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n");
      }
      for (Connection connection : open) {
        HttpResponse answer = connection.answer();
        assertThat(answer.status()).as("%s", answer).isIn(302, 400, 404, 426);
        Leaks.assertClean("h2c", answer.head() + answer.body());
      }
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  /** RFC 9113, section 3.4: the preface is a request of HTTP/1.1 to nowhere, and then the end. */
  private static void http2Preface(Attack.Target target) throws IOException {
    for (int i = 0; i < 24; i++) {
      try (Connection connection = target.open()) {
        connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
        String heard = connection.rest();
        assertThat(heard).containsPattern("^(HTTP/[12]\\.[01] [45]\\d\\d |$)");
        Leaks.assertClean("PRI", heard);
      }
    }
  }

  /** Whatever else it asks for: a plain WebSocket or a refusal, and no extension is agreed on. */
  private static Attack opened(String header) {
    return new Attack(
        "handshake with " + header.substring(0, Math.min(60, header.length() - 2)),
        target -> {
          try (Connection connection = target.open()) {
            HttpResponse answer = connection.upgrade(header);
            assertThat(answer.status()).as("%s", answer).isIn(101, 400);
            assertThat(answer.head()).doesNotContainIgnoringCase("sec-websocket-extensions");
            if (answer.status() == 101 && NeedsOwnFrames.Condition.areInUse()) {
              // RFC 9110, section 8.6. Open Liberty sends Content-Length: 0.
              assertThat(answer.head()).doesNotContainIgnoringCase("content-length");
            }
            Leaks.assertClean(header, answer.head() + answer.body());
          }
        });
  }
}
