package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Publication;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Any interleaving of publishing, losing, doubling and reordering signals, reading, flushing,
 * trimming, subscribing and leaving. Each client behaves like an SDK: it keeps its position, and
 * comes back with it when its subscription was ended.
 */
class InterleavingTest {
  private static final String CHANNEL = "room:a";
  private static final int CLIENTS = 3;

  @Property(tries = 400)
  @Label("[L4] [L5] every entry after the position of the reply, exactly once and in order")
  void everyEntryAfterThePositionExactlyOnceAndInOrder(
      @ForAll @Size(min = 20, max = 250) List<@IntRange(min = 0, max = 9999) Integer> steps) {
    play(steps, 5);
  }

  @Property(tries = 150)
  @Label("[L4] also where a recovery takes many pages")
  void theSameInPagesOfOne(
      @ForAll @Size(min = 20, max = 150) List<@IntRange(min = 0, max = 9999) Integer> steps) {
    play(steps, 1);
  }

  private void play(List<Integer> steps, int page) {
    ChannelTestServer server =
        new ChannelTestServer("parley.limit.recovery-page", Integer.toString(page));
    server.bridge.keeps = true;
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Client(server, "c" + i));
    }
    for (int step : steps) {
      step(server, clients, step % 20, step / 20);
    }
    for (Client client : clients) {
      client.subscribeIfNeeded();
    }
    // The disorder is over: what is published now arrives, and shows whatever is still missing.
    server.bridge.keeps = false;
    server.bridge.carryAll();
    server.publish(CHANNEL, 1);
    for (int calm = 0; calm < 10; calm++) {
      clients.forEach(Client::unstall);
      server.settle();
      clients.forEach(Client::subscribeIfNeeded);
    }
    long head = server.log.head(CHANNEL).offset();
    for (Client client : clients) {
      assertThat(client.position.offset()).as(client.history::toString).isEqualTo(head);
    }
    assertThat(server.presence.of(CHANNEL)).hasSize(CLIENTS);
    clients.forEach(Client::leave);
    server.settle();
    assertThat(server.channels.count()).isZero();
    assertThat(server.presence.of(CHANNEL)).isEmpty();
  }

  private static void step(ChannelTestServer server, List<Client> clients, int kind, int choice) {
    Client client = clients.get(choice % CLIENTS);
    FakeBridge bridge = server.bridge;
    switch (kind) {
      case 0, 1, 2, 3 -> server.publish(CHANNEL, 1 + choice % 3);
      case 4, 5, 6 -> ifAny(bridge.kept.size(), 0, bridge::carry);
      case 7 -> ifAny(bridge.kept.size(), choice, bridge::carry);
      case 8 -> ifAny(bridge.kept.size(), choice, bridge::carryTwice);
      case 9 -> ifAny(bridge.kept.size(), choice, index -> bridge.kept.remove((int) index));
      case 10, 11 -> ifAny(server.reads.waiting.size(), choice, server.reads::runOne);
      case 12 -> server.flush();
      case 13, 14 -> client.subscribeIfNeeded();
      case 15 -> client.leave();
      case 16 -> client.forget();
      case 17 -> client.stall();
      case 18 -> client.unstall();
      default ->
          server.log.trim(CHANNEL, Math.max(0, server.log.head(CHANNEL).offset() - choice % 12));
    }
  }

  private static void ifAny(int size, int choice, java.util.function.IntConsumer action) {
    if (size > 0) {
      action.accept(choice % size);
    }
  }

  /** One client over all its subscriptions; each of these is a subscriber of its own. */
  private static final class Client {
    private final ChannelTestServer server;
    private final String id;
    final List<String> history = new ArrayList<>();
    StreamPosition position;
    private Life current;

    Client(ChannelTestServer server, String id) {
      this.server = server;
      this.id = id;
    }

    void subscribeIfNeeded() {
      if (current == null) {
        current = new Life(position);
        server.subscribe(CHANNEL, current, position);
      }
    }

    void leave() {
      if (current != null) {
        history.add("leave");
        current.over = true;
        server.channels.unsubscribe(CHANNEL, id);
        current = null;
      }
    }

    /** Leaves, and starts afresh the next time. */
    void forget() {
      leave();
      position = null;
    }

    void stall() {
      if (current != null) {
        current.stalled = true;
      }
    }

    void unstall() {
      if (current != null) {
        current.unstall();
      }
    }

    /** One subscription; checks each word as it comes. */
    private final class Life extends FakeSubscriber {
      private final StreamPosition asked;
      private boolean over;

      Life(StreamPosition asked) {
        super(id, server.reads.waiting::add);
        this.asked = asked;
      }

      @Override
      void record(String word) {
        super.record(word);
        history.add(word);
        String[] parts = word.split(" ");
        switch (parts[0]) {
          case "pub" -> {
            assertThat(over).as("after its end: " + history).isFalse();
            assertThat(result).as("before the reply: " + history).isNotNull();
            long offset = Long.parseLong(parts[1]);
            assertThat(offset).as(history::toString).isEqualTo(position.offset() + 1);
            position = new StreamPosition(offset, position.epoch());
          }
          case "subscribed" -> begin(result);
          case "ended" -> {
            assertThat(parts[1]).isEqualTo("2500");
            end();
          }
          case "refused" -> end();
          default -> assertThat(parts[0]).isIn("join", "leave");
        }
      }

      private void begin(Result.Subscribe told) {
        assertThat(over).as(history::toString).isFalse();
        assertThat(told.wasRecovering()).isEqualTo(asked != null);
        if (told.recovered()) {
          assertThat(told.position().offset()).isEqualTo(asked.offset());
        } else {
          assertThat(told.publications()).isEmpty();
        }
        assertThat(told.publications()).extracting(Publication::data).doesNotContainNull();
        position = told.position();
      }

      private void end() {
        if (current == this) {
          current = null;
        }
        over = true;
      }
    }
  }
}
