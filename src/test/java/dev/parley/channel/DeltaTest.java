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

  private final ChannelTestServer server =
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
      server.publisher.publish(ChannelTestServer.message(channel, version(n)));
    }
  }

  private DeltaReader subscribed(String channel, String client) {
    return subscribed(channel, client, null);
  }

  private DeltaReader subscribed(String channel, String client, StreamPosition since) {
    DeltaReader reader = new DeltaReader(client, server);
    reader.subscribe(channel, since);
    server.settle();
    return reader;
  }

  @Test
  @DisplayName("[F1] the first publication comes whole, the next ones as what is new in them")
  void liveOnes() {
    for (String channel : List.of(LOGGED, EPHEMERAL)) {
      DeltaReader reader = subscribed(channel, "c1");
      assertThat(reader.result.delta()).isTrue();
      publish(channel, 1);
      server.flush();
      publish(channel, 2, 3);
      server.flush();
      publish(channel, 4);
      server.flush();
      assertThat(reader.read()).containsExactly(version(1), version(2), version(3), version(4));
      assertThat(reader.deltas()).containsExactly(false, true, true, true);
      Frame last = reader.frames.get(reader.frames.size() - 1);
      assertThat(last.bytes()).isLessThan(version(4).length());
    }
  }

  @Test
  @DisplayName("[V1] [F1] what is ephemeral comes whole, and so does the next publication")
  void ephemeral() {
    DeltaReader reader = subscribed(LOGGED, "c1");
    publish(LOGGED, 1);
    server.flush();
    server.publisher.sendEphemeral(ChannelTestServer.message(LOGGED, version(2)));
    server.flush();
    publish(LOGGED, 3);
    server.publisher.sendEphemeral(ChannelTestServer.message(LOGGED, version(4)));
    publish(LOGGED, 5, 6);
    server.flush();
    assertThat(reader.read())
        .containsExactly(version(1), version(2), version(3), version(4), version(5), version(6));
    assertThat(reader.deltas()).containsExactly(false, false, false, false, false, true);
  }

  @Test
  @DisplayName("[F1] data that has little in common with the data before comes whole")
  void whatDoesNotShrink() {
    DeltaReader reader = subscribed(EPHEMERAL, "c1");
    publish(EPHEMERAL, 1);
    server.flush();
    server.publisher.publish(ChannelTestServer.message(EPHEMERAL, "\"another\""));
    publish(EPHEMERAL, 2, 3);
    server.flush();
    assertThat(reader.read()).containsExactly(version(1), "\"another\"", version(2), version(3));
    assertThat(reader.deltas()).containsExactly(false, false, false, true);
  }

  @Test
  @DisplayName(
      "[F1] a client that comes later gets a whole one first, and the others still get deltas")
  void aLaterOne() {
    DeltaReader first = subscribed(LOGGED, "c1");
    publish(LOGGED, 1);
    server.flush();
    DeltaReader second = subscribed(LOGGED, "c2");
    publish(LOGGED, 2);
    server.flush();
    publish(LOGGED, 3);
    server.flush();
    assertThat(first.deltas()).containsExactly(false, true, true);
    assertThat(second.deltas()).containsExactly(false, true);
    assertThat(first.read()).containsExactly(version(1), version(2), version(3));
    assertThat(second.read()).containsExactly(version(2), version(3));
  }

  @Test
  @DisplayName("[F1] a client that has only joins and leaves lacks the publication before them")
  void joinsAreNoPublications() {
    DeltaReader first = subscribed(LOGGED, "c1");
    publish(LOGGED, 1);
    server.flush();
    DeltaReader second = subscribed(LOGGED, "c2");
    subscribed(LOGGED, "c3");
    assertThat(second.events).contains("join c3");
    publish(LOGGED, 2);
    server.flush();
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
    server.flush();
    DeltaReader reader = subscribed(LOGGED, "c2", new StreamPosition(0, "e1"));
    publish(LOGGED, 9);
    server.flush();
    publish(LOGGED, 10);
    server.flush();
    assertThat(reader.result.delta()).isTrue();
    assertThat(reader.result.publications()).hasSize(3);
    assertThat(reader.deltas()).containsExactly(false, false, false, false, false, false, true);
    assertThat(reader.read()).hasSize(10).endsWith(version(8), version(9), version(10));
  }

  @Test
  @DisplayName("[F1] a client that unsubscribed and comes back gets a whole one first")
  void backAgain() {
    DeltaReader reader = subscribed(EPHEMERAL, "c1");
    publish(EPHEMERAL, 1);
    server.flush();
    server.channels.unsubscribe(EPHEMERAL, "c1");
    DeltaReader again = subscribed(EPHEMERAL, "c1");
    publish(EPHEMERAL, 2);
    server.flush();
    assertThat(reader.deltas()).containsExactly(false);
    assertThat(again.deltas()).containsExactly(false);
  }

  @Test
  @DisplayName("[F1] a client that failed to take a batch gets a whole one next")
  void afterAFailure() {
    DeltaReader reader = subscribed(EPHEMERAL, "c1");
    publish(EPHEMERAL, 1);
    server.flush();
    reader.fails = true;
    publish(EPHEMERAL, 2);
    server.flush();
    reader.fails = false;
    publish(EPHEMERAL, 3);
    server.flush();
    publish(EPHEMERAL, 4);
    server.flush();
    assertThat(reader.deltas()).containsExactly(false, false, true);
    assertThat(reader.read()).containsExactly(version(1), version(3), version(4));
  }

  @Test
  @DisplayName(
      "[F1] a namespace without deltas subscribes a client that asks for them without them")
  void whereItIsNotAllowed() {
    DeltaReader reader = subscribed("feed:a", "c1");
    publish("feed:a", 1);
    server.flush();
    publish("feed:a", 2);
    server.flush();
    assertThat(reader.result.delta()).isFalse();
    assertThat(reader.deltas()).containsExactly(false, false);
    assertThat(reader.frames).allSatisfy(frame -> assertThat(frame.text()).contains("\"data\":{"));
  }

  @Test
  @DisplayName("[F2] a client that does not ask gets the same as if nobody asked")
  void theOthers() {
    FakeSubscriber plain = server.subscribed(EPHEMERAL, "plain");
    publish(EPHEMERAL, 1);
    server.flush();
    subscribed(EPHEMERAL, "c1");
    publish(EPHEMERAL, 2);
    server.flush();
    publish(EPHEMERAL, 3);
    server.flush();
    assertThat(plain.result.delta()).isFalse();
    assertThat(plain.frames)
        .hasSize(3)
        .allSatisfy(
            frame -> assertThat(frame.text()).contains("\"data\":{").doesNotContain("delta"));
  }
}
