package dev.parley.transport.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.RoomCodec;
import dev.parley.security.HandshakeRequest;
import dev.parley.session.SessionTestServer;
import dev.parley.session.SessionTestServer.Client;
import dev.parley.transport.Opening;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of rooms in URLs. */
class RoomOpeningsTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "/rooms/general, general",
        "/rooms/a%20b, a b",
        "/rooms/a+b, a+b",
        "/rooms/a%2Fb, a/b",
        "/rooms/a:b, a:b",
        "/rooms/a;b=c, a;b=c",
        "/rooms/%C3%A4%F0%9F%98%80, ä😀",
        "/rooms/%25, %"
      })
  @DisplayName("[J1] the name of a room is percent-encoded UTF-8")
  void names(String path, String room) {
    assertThat(RoomOpenings.room(path)).isEqualTo(room);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/rooms",
        "/rooms/",
        "/rooms/a/b",
        "/rooms//a",
        "/rooms/a/",
        "/rooms/%",
        "/rooms/%zz",
        "/rooms/%ff",
        "/rooms/%ED%A0%80",
        "/rooms/ä",
        "/connection/websocket"
      })
  @DisplayName("[J1] any other path is not that of a room")
  void others(String path) {
    assertThat(RoomOpenings.room(path)).isNull();
  }

  private static Client open(SessionTestServer server, String query) {
    RoomOpenings openings = new RoomOpenings(server.channelServer.config, server.security.issuer);
    Opening opening = openings.open("/rooms/a", query, HandshakeRequest.NONE);
    Client client = server.open((RoomCodec) opening.codec(), opening.handshake());
    opening.begin().accept(client.session);
    server.settle();
    return client;
  }

  @Test
  @DisplayName("[J2] [O1] ?user= says who one is in development, and is refused elsewhere")
  void user() {
    Client known = open(new SessionTestServer(), "user=a%20b&x=1");
    assertThat(known.info().user()).isEqualTo("a b");
    assertThat(known.channels()).contains("room:a");
    Client refused = open(new SessionTestServer("parley.dev", "false"), "user=anna");
    assertThat(refused.closeCode()).isEqualTo(3500);
    assertThat(refused.transport.reason).startsWith("?user= is for development");
    assertThat(refused.transport.reason.length()).isLessThan(124);
    assertThat(open(new SessionTestServer(), "user=").closeCode()).isEqualTo(3500);
  }

  @Test
  @DisplayName("[J5] a since that is no id ends the session with a sentence")
  void since() {
    Client client = open(new SessionTestServer(), "user=anna&since=yesterday");
    assertThat(client.closeCode()).isEqualTo(3501);
    assertThat(client.transport.reason).startsWith("since must be the id of a message");
  }
}
