package dev.parley.transport.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.JsonReader;
import dev.parley.protocol.MalformedFrameException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the requests of a client that polls. */
class PollRequestTest {
  private static final JsonReader READER = new JsonReader(64);

  @Test
  void theFirstLineIsOfThePollAndTheRestIsAFrame() throws MalformedFrameException {
    String body = "{\"poll\":\"p\",\"turn\":3,\"ack\":2}\n{\"id\":1}\n{\"id\":2}";
    assertThat(PollHead.of(body, READER)).isEqualTo(new PollHead("p", 3, 2));
    assertThat(PollHead.frame(body)).isEqualTo("{\"id\":1}\n{\"id\":2}");
    assertThat(PollHead.of("{\"poll\":\"p\"}", READER)).isEqualTo(new PollHead("p", 0, 0));
    assertThat(PollHead.frame("{\"poll\":\"p\"}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n{\"poll\":\"p\"}",
        "p",
        "[]",
        "{}",
        "{\"poll\":1}",
        "{\"poll\":\"p\",\"turn\":-1}",
        "{\"poll\":\"p\",\"turn\":1.5}",
        "{\"poll\":\"p\",\"turn\":99999999999999999999}",
        "{\"poll\":\"p\",\"ack\":\"1\"}",
        "{\"poll\":\"p\",\"poll\":\"q\"}",
        "{\"poll\":\"p\"} {\"poll\":\"q\"}"
      })
  @DisplayName("[A2] a first line that is none is refused")
  void malformed(String body) {
    assertThatThrownBy(() -> PollHead.of(body, READER)).isInstanceOf(MalformedFrameException.class);
  }

  @Test
  @DisplayName("[A2] a first line is read up to its bound")
  void tooLong() {
    String body = "{\"poll\":\"" + "x".repeat(2000) + "\"}";
    assertThatThrownBy(() -> PollHead.of(body, READER)).hasMessageContaining("too long");
  }

  @Test
  @DisplayName("[Q1] what a client sends again is done once, and nothing is left out")
  void turns() {
    TurnOrder turns = new TurnOrder();
    List<String> done = new ArrayList<>();
    assertThat(turns.runOnce(1, () -> done.add("1"))).isTrue();
    assertThat(turns.runOnce(1, () -> done.add("1 again"))).isTrue();
    assertThat(turns.runOnce(3, () -> done.add("3"))).isFalse();
    assertThat(turns.runOnce(2, () -> done.add("2"))).isTrue();
    assertThat(turns.runOnce(3, () -> done.add("3"))).isTrue();
    assertThat(turns.runOnce(0, () -> done.add("0"))).isTrue();
    assertThat(done).containsExactly("1", "2", "3");
  }
}
