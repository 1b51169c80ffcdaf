package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Frame;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import dev.parley.testing.FossilPatch;
import dev.parley.testing.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What subscribers are sent with whom deltas are agreed, and what the others are. */
class DeltaTest {
  private static final String LOGGED = "room:a";
  private static final String EPHEMERAL = "event:a";

  private final House house =
      new House(
          "parley.namespace.room.delta",
          "fossil",
          "parley.namespace.event.delta",
          "fossil",
          "parley.limit.recovery-page",
          "3");

  /** Two versions of it are much the same. */
  private static String version(int n) {
    return "{\"text\":\"" + "Jane said: äöü 🎉. ".repeat(10) + "\",\"n\":" + n + "}";
  }

  private void publish(String channel, int... versions) {
    for (int n : versions) {
      house.publisher.publish(House.message(channel, version(n)), new Outcome());
    }
  }

  private Reader reader(String client) {
    return new Reader(client);
  }

  private void subscribe(String channel, Reader reader, StreamPosition since) {
    house.channels.subscribe(
        channel, reader, new SubscribeOptions(since, false, true), reader.outcome());
    house.settle();
  }

  private Reader subscribed(String channel, String client) {
    Reader reader = reader(client);
    subscribe(channel, reader, null);
    return reader;
  }

  /** Puts together what it is sent as a client does. */
  private final class Reader extends FakeSubscriber {
    boolean fails;

    Reader(String client) {
      super(client, house.reads.waiting::add);
    }

    @Override
    public void deliver(String channel, List<Frame> batch) {
      if (fails) {
        throw new IllegalStateException("thrown by a test, on purpose");
      }
      super.deliver(channel, batch);
    }

    /** The data of all publications. */
    List<String> read() {
      List<String> read = new ArrayList<>();
      for (Publication recovered : result.publications()) {
        read.add(recovered.data().text());
      }
      for (Map<String, Object> pub : pubs()) {
        String data = (String) pub.get("data");
        boolean delta = Boolean.TRUE.equals(pub.get("delta"));
        read.add(delta ? FossilPatch.apply(read.get(read.size() - 1), data) : data);
      }
      return read;
    }

    /** For each publication that was pushed, whether it came as a delta. */
    List<Boolean> deltas() {
      return pubs().stream().map(pub -> pub.containsKey("delta")).toList();
    }

    private List<Map<String, Object>> pubs() {
      return frames.stream()
          .flatMap(frame -> JsonTree.lines(frame.text()).stream())
          .map(line -> JsonTree.object(line, "push"))
          .filter(push -> push.containsKey("pub"))
          .map(push -> JsonTree.object(push, "pub"))
          .toList();
    }
  }

  @Test
  @DisplayName("[F1] the first publication comes whole, the next ones as what is new in them")
  void liveOnes() {
    for (String channel : List.of(LOGGED, EPHEMERAL)) {
      Reader reader = subscribed(channel, "c1");
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
    Reader reader = subscribed(EPHEMERAL, "c1");
    publish(EPHEMERAL, 1);
    house.flush();
    house.publisher.publish(House.message(EPHEMERAL, "\"another\""), new Outcome());
    publish(EPHEMERAL, 2, 3);
    house.flush();
    assertThat(reader.read()).containsExactly(version(1), "\"another\"", version(2), version(3));
    assertThat(reader.deltas()).containsExactly(false, false, false, true);
  }

  @Test
  @DisplayName("[F1] who comes later gets a whole one first, which costs the others no delta")
  void aLaterOne() {
    Reader first = subscribed(LOGGED, "c1");
    publish(LOGGED, 1);
    house.flush();
    Reader second = subscribed(LOGGED, "c2");
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
    Reader first = subscribed(LOGGED, "c1");
    publish(LOGGED, 1);
    house.flush();
    Reader second = subscribed(LOGGED, "c2");
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
    Reader reader = reader("c2");
    subscribe(LOGGED, reader, new StreamPosition(0, "e1"));
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
    Reader reader = subscribed(EPHEMERAL, "c1");
    publish(EPHEMERAL, 1);
    house.flush();
    house.channels.unsubscribe(EPHEMERAL, "c1");
    Reader again = subscribed(EPHEMERAL, "c1");
    publish(EPHEMERAL, 2);
    house.flush();
    assertThat(reader.deltas()).containsExactly(false);
    assertThat(again.deltas()).containsExactly(false);
  }

  @Test
  @DisplayName("[F1] who has failed to take something gets a whole one next")
  void afterAFailure() {
    Reader reader = subscribed(EPHEMERAL, "c1");
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
    Reader reader = subscribed("feed:a", "c1");
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
