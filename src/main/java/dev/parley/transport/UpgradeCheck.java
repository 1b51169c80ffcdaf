package dev.parley.transport;

import dev.parley.security.Origins;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.stream.Stream;

/**
 * Refuses handshakes of WebSockets that are not valid, or come from a page of another origin: RFC
 * 6455, section 4.2.1. Both WebSocket engines use it, so both refuse by the same status. Rule W5 of
 * {@code docs/SPEC.md}. Safe for all threads.
 */
@Singleton
public class UpgradeCheck {
  /** The subprotocol of JSON, and of a client that offers none. */
  public static final String JSON = "centrifuge-json";

  /** The subprotocol of Protobuf. */
  public static final String PROTOBUF = "centrifuge-protobuf";

  private static final String VERSION = "13";
  private static final int KEY_BYTES = 16;
  private static final int UPGRADE_REQUIRED = 426;

  private final Origins origins;

  @Inject
  UpgradeCheck(Origins origins) {
    this.origins = origins;
  }

  /**
   * Answers a handshake that must be refused.
   *
   * @return whether the response was sent
   */
  public boolean refuses(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int refusal = refusal(request);
    if (refusal == UPGRADE_REQUIRED) {
      response.setHeader("Upgrade", "websocket");
      response.setHeader("Connection", "Upgrade");
      response.setHeader("Sec-WebSocket-Version", VERSION);
    }
    if (refusal != 0) {
      response.sendError(refusal);
    }
    return refusal != 0;
  }

  /** The status of a refusal; 0 if the handshake is valid. */
  private int refusal(HttpServletRequest request) {
    if (!lists(request.getHeaders("Upgrade"), "websocket")
        || !lists(request.getHeaders("Connection"), "upgrade")
        || !VERSION.equals(request.getHeader("Sec-WebSocket-Version"))) {
      return UPGRADE_REQUIRED;
    }
    if (!"HTTP/1.1".equals(request.getProtocol())
        || !isKey(request.getHeader("Sec-WebSocket-Key"))) {
      return HttpServletResponse.SC_BAD_REQUEST;
    }
    return origins.allow(request.getHeader("Origin"), request.getHeader("Host"))
        ? 0
        : HttpServletResponse.SC_FORBIDDEN;
  }

  /** Whether a client offers this subprotocol. One that offers none speaks JSON. */
  public static boolean offers(HttpServletRequest request, String subprotocol) {
    return lists(request.getHeaders("Sec-WebSocket-Protocol"), subprotocol);
  }

  /** Whether a header with a list, perhaps in several lines, has this entry. */
  private static boolean lists(Enumeration<String> lines, String word) {
    return Collections.list(lines).stream()
        .flatMap(line -> Stream.of(line.split(",")))
        .anyMatch(entry -> entry.trim().equalsIgnoreCase(word));
  }

  private static boolean isKey(String key) {
    try {
      return key != null && Base64.getDecoder().decode(key.trim()).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
