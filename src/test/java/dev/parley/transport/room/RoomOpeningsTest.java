package dev.parley.transport.room;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
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
}
