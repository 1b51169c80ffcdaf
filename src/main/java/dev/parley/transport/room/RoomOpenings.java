package dev.parley.transport.room;

import dev.parley.config.LimitKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.protocol.DisconnectCode;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.MalformedFrameException;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.RoomCodec;
import dev.parley.protocol.Utf8;
import dev.parley.security.DevelopmentIssuer;
import dev.parley.security.HandshakeRequest;
import dev.parley.session.CommandPath;
import dev.parley.session.Session;
import dev.parley.transport.Opening;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Reads what the URL of a room says: its name, who the client is in development, and from where on
 * it wants messages. Holds no state.
 *
 * <p>Rules J1 and J2 of {@code docs/SPEC.md}.
 */
@Singleton
public class RoomOpenings {
  static final String USER_IN_PRODUCTION =
      "?user= is for development (parley.dev) only. Send a token in connect, or a ticket of POST"
          + " /api/ticket";

  /** What the path of a room begins with. */
  public static final String PATH = "/rooms/";

  private static final Duration TOKEN_LIFE = Duration.ofHours(1);

  private final JsonReader reader;
  private final DevelopmentIssuer issuer;

  @Inject
  RoomOpenings(ParleyConfig config, DevelopmentIssuer issuer) {
    // Elsewhere data stands within a command and its request, which are two levels.
    this.reader = new JsonReader(config.get(LimitKeys.JSON_DEPTH) - 2);
    this.issuer = issuer;
  }

  /**
   * Reads the URL of a handshake.
   *
   * @param path as it was sent, still encoded; {@link RoomFilter} lets only those of rooms pass
   * @param query as it was sent; null if there is none
   * @param handshake the credentials of the request
   */
  public Opening open(String path, String query, HandshakeRequest handshake) {
    String room = room(path);
    String user = HandshakeRequest.parameter(query, "user");
    HandshakeRequest known =
        user == null || handshake.saysWho() || !issuer.exists()
            ? handshake
            : handshake.withBearer(issuer.issue(user, null, TOKEN_LIFE));
    RoomCodec codec;
    Consumer<Session> begin;
    try {
      codec = new RoomCodec(reader, room, HandshakeRequest.parameter(query, "since"));
      begin = known.saysWho() ? session -> session.receive(codec.connect()) : session -> {};
    } catch (ProtocolException e) {
      return new Opening(
          new RoomCodec(reader, room, null),
          CommandPath.ROOM,
          known,
          session -> session.close(DisconnectCode.BAD_REQUEST, e.getMessage()));
    }
    if (user != null && !issuer.exists()) {
      begin = session -> session.close(DisconnectCode.INVALID_TOKEN, USER_IN_PRODUCTION);
    }
    return new Opening(codec, CommandPath.ROOM, known, begin);
  }

  /** The path of a request below the application, as it was sent. */
  static String path(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }

  /** The name of the room; null if the path has none, or is not encoded as a URL is. */
  static String room(String path) {
    if (!path.startsWith(PATH) || path.indexOf('/', PATH.length()) >= 0) {
      return null;
    }
    // A plus is a plus in a path, and the decoder would replace bytes that are not UTF-8.
    String encoded = path.substring(PATH.length()).replace("+", "%2B");
    try {
      byte[] bytes =
          URLDecoder.decode(encoded, StandardCharsets.ISO_8859_1)
              .getBytes(StandardCharsets.ISO_8859_1);
      return bytes.length == 0 || !isAscii(encoded) ? null : Utf8.decode(bytes, 0, bytes.length);
    } catch (IllegalArgumentException | MalformedFrameException e) {
      return null;
    }
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }
}
