package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Frame;
import dev.parley.protocol.StreamPosition;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What subscribers are sent with whom deltas are agreed, and what the others are. */
class DeltaTest {
  private static final String LOGGED = "room:a";
  private static final String EPHEMERAL = "event:a";

  private final ChannelTestServer house =
      new ChannelTestServer(
          "parley.namespace.room.delta",
          "fossil",
          "parley.namespace.event.delta",
          "fossil",
          "parley.limit.recovery-page",
          "3");

  private static String version(long n) {
    return DeltaReader.version(n);
  }

  private void publish(String channel, int... versions) {
    for (int n : versions) {
      house.publisher.publish(ChannelTestServer.message(channel, version(n)));
    }
  }

  private DeltaReader subscribed(String channel, String client) {
    return subscribed(channel, client, null);
  }

  private DeltaReader subscribed(String channel, String client, StreamPosition since) {
    DeltaReader reader = new DeltaReader(client, house);
    reader.subscribe(channel, since);
    house.settle();
    return reader;
  }

  @Test
  @DisplayName("[F1] the first publication comes whole, the next ones as what is new in them")
  void liveOnes() {
    for (String channel : List.of(LOGGED, EPHEMERAL)) {
      DeltaReader reader = subscribed(channel, "c1");
      assertThat(reader.result.delta()).isTrue();
      publish(channel, 1);
      house.flush();
      publish(channel, 2, 3);
      house.flush();
      publish(channel, 4);
      house.flush();
      assertThat(reader.read()).containsExactly(version(1), version(2), version(3), version(4));
      assertThat(reader.deltas()).containsExactly(false, true, true, true);
      Frame last = reader.frames.get(reader.frames.size() - 1);
      assertThat(last.bytes()).isLessThan(version(4).length());
    }
  }

  @Test
  @DisplayName("[F1] what has little in common with what was before comes whole")
  void whatDoesNotShrink() {
    DeltaReader reader = subscribed(EPHEMERAL, "c1");
    publish(EPHEMERAL, 1);
    house.flush();
    house.publisher.publish(ChannelTestServer.message(EPHEMERAL, "\"another\""));
    publish(EPHEMERAL, 2, 3);
    house.flush();
    assertThat(reader.read()).containsExactly(version(1), "\"another\"", version(2), version(3));
    assertThat(reader.deltas()).containsExactly(false, false, false, true);
  }

  @Test
  @DisplayName("[F1] who comes later gets a whole one first, which costs the others no delta")
  void aLaterOne() {
    DeltaReader first = subscribed(LOGGED, "c1");
    publish(LOGGED, 1);
    house.flush();
    DeltaReader second = subscribed(LOGGED, "c2");
    publish(LOGGED, 2);
    house.flush();
    publish(LOGGED, 3);
    house.flush();
    assertThat(first.deltas()).containsExactly(false, true, true);
    assertThat(second.deltas()).containsExactly(false, true);
    assertThat(first.read()).containsExactly(version(1), version(2), version(3));
    assertThat(second.read()).containsExactly(version(2), version(3));
  }

  @Test
  @DisplayName("[F1] who has heard joins and leaves only lacks the publication before them")
  void joinsAreNoPublications() {
    DeltaReader first = subscribed(LOGGED, "c1");
    publish(LOGGED, 1);
    house.flush();
    DeltaReader second = subscribed(LOGGED, "c2");
    subscribed(LOGGED, "c3");
    assertThat(second.heard).contains("join c3");
    publish(LOGGED, 2);
    house.flush();
    assertThat(second.deltas()).containsExactly(false);
    assertThat(first.deltas()).containsExactly(false, true);
    assertThat(first.read()).containsExactly(version(1), version(2));
  }

  @Test
  @DisplayName(
      "[F1] what is recovered comes whole, in the reply and after it, and so does the next")
  void recovered() {
    subscribed(LOGGED, "c1");
    publish(LOGGED, 1, 2, 3, 4, 5, 6, 7, 8);
    house.flush();
    DeltaReader reader = subscribed(LOGGED, "c2", new StreamPosition(0, "e1"));
    publish(LOGGED, 9);
    house.flush();
    publish(LOGGED, 10);
    house.flush();
    assertThat(reader.result.delta()).isTrue();
    assertThat(reader.result.publications()).hasSize(3);
    assertThat(reader.deltas()).containsExactly(false, false, false, false, false, false, true);
    assertThat(reader.read()).hasSize(10).endsWith(version(8), version(9), version(10));
  }

  @Test
  @DisplayName("[F1] who has unsubscribed and comes back begins anew")
  void backAgain() {
    DeltaReader reader = subscribed(EPHEMERAL, "c1");
    publish(EPHEMERAL, 1);
    house.flush();
    house.channels.unsubscribe(EPHEMERAL, "c1");
    DeltaReader again = subscribed(EPHEMERAL, "c1");
    publish(EPHEMERAL, 2);
    house.flush();
    assertThat(reader.deltas()).containsExactly(false);
    assertThat(again.deltas()).containsExactly(false);
  }

  @Test
  @DisplayName("[F1] who has failed to take something gets a whole one next")
  void afterAFailure() {
    DeltaReader reader = subscribed(EPHEMERAL, "c1");
    publish(EPHEMERAL, 1);
    house.flush();
    reader.fails = true;
    publish(EPHEMERAL, 2);
    house.flush();
    reader.fails = false;
    publish(EPHEMERAL, 3);
    house.flush();
    publish(EPHEMERAL, 4);
    house.flush();
    assertThat(reader.deltas()).containsExactly(false, false, true);
    assertThat(reader.read()).containsExactly(version(1), version(3), version(4));
  }

  @Test
  @DisplayName("[F1] where the namespace does not allow it, who asks is subscribed without deltas")
  void whereItIsNotAllowed() {
    DeltaReader reader = subscribed("feed:a", "c1");
    publish("feed:a", 1);
    house.flush();
    publish("feed:a", 2);
    house.flush();
    assertThat(reader.result.delta()).isFalse();
    assertThat(reader.deltas()).containsExactly(false, false);
    assertThat(reader.frames).allSatisfy(frame -> assertThat(frame.text()).contains("\"data\":{"));
  }

  @Test
  @DisplayName("[F2] who does not ask is sent the same as without the others")
  void theOthers() {
    FakeSubscriber plain = house.subscribed(EPHEMERAL, "plain");
    publish(EPHEMERAL, 1);
    house.flush();
    subscribed(EPHEMERAL, "c1");
    publish(EPHEMERAL, 2);
    house.flush();
    publish(EPHEMERAL, 3);
    house.flush();
    assertThat(plain.result.delta()).isFalse();
    assertThat(plain.frames)
        .hasSize(3)
        .allSatisfy(
            frame -> assertThat(frame.text()).contains("\"data\":{").doesNotContain("delta"));
  }
}
