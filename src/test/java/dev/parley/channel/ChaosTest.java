package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Two members over one log, and between them a bridge that loses, delays, doubles and reorders.
 * Clients go from one to the other with the position they have. Nobody is ever sent away, nobody is
 * told that it cannot recover: each sees all there is, once and in order.
 *
 * <p>A failure names its seed; {@code -Dparley.test.seed=…} plays from there on again.
 */
class ChaosTest {
  private static final String CHANNEL = "room:a";
  private static final int ROUNDS = 400;
  private static final int STEPS = 250;
  private static final int CLIENTS = 4;

  @Test
  @DisplayName("[L4] [L5] whatever is lost between members, every subscriber gets everything once")
  void everySubscriberGetsEverythingOnce() {
    long first = Long.getLong("parley.test.seed", System.nanoTime());
    System.out.println("ChaosTest: -Dparley.test.seed=" + first);
    for (long seed = first; seed < first + ROUNDS; seed++) {
      try {
        new RandomRun(seed).play();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("the storm of seed " + seed + " failed", e);
      }
    }
  }

  /** One round. */
  private static final class RandomRun {
    private final Random random;
    private final FakeLog log = new FakeLog(new ArrayList<>());
    private final List<ChannelTestServer> servers = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<Runnable> repairs = new ArrayList<>();

    RandomRun(long seed) {
      random = new Random(seed);
      String page = Integer.toString(1 + random.nextInt(6));
      for (int i = 0; i < 2; i++) {
        FakeBridge bridge = new FakeBridge(new ArrayList<>());
        ChannelTestServer server =
            new ChannelTestServer(
                log,
                new ForgetfulLog(log, random),
                bridge,
                "parley.limit.recovery-page",
                page,
                "parley.channel.pending-bytes",
                "4KiB");
        servers.forEach(
            other -> {
              other.bridge.others.add(bridge);
              bridge.others.add(other.bridge);
            });
        servers.add(server);
      }
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new Client("c" + i));
      }
    }

    void play() {
      for (int i = 0; i < STEPS; i++) {
        step(servers.get(random.nextInt(2)), clients.get(random.nextInt(CLIENTS)));
      }
      // What is still between the members is lost, the last publications too.
      servers.forEach(server -> server.bridge.kept.clear());
      for (int calm = 0; calm < 6; calm++) {
        clients.forEach(Client::unstall);
        clients.forEach(client -> client.comeTo(servers.get(random.nextInt(2))));
        servers.forEach(ChannelTestServer::settle);
        servers.forEach(server -> server.gapDetector.runRound());
        servers.forEach(ChannelTestServer::settle);
      }
      List<Long> all = LongStream.rangeClosed(1, log.size(CHANNEL)).boxed().toList();
      for (Client client : clients) {
        assertThat(client.seen).as(client.history::toString).isEqualTo(all);
      }
    }

    private void step(ChannelTestServer server, Client client) {
      List<?> kept = server.bridge.kept;
      switch (random.nextInt(24)) {
        case 0, 1, 2 -> server.publish(CHANNEL, 1 + random.nextInt(3));
        case 3 ->
            server.publisher.publish(
                ChannelTestServer.message(CHANNEL, "\"" + "x".repeat(1500) + "\""));
        case 4, 5, 6 -> ifAny(kept, index -> server.bridge.carry(0));
        case 7 -> ifAny(kept, server.bridge::carry);
        case 8 -> ifAny(kept, server.bridge::carryTwice);
        case 9, 10 -> ifAny(kept, kept::remove);
        case 11, 12, 13, 14 -> ifAny(server.reads.waiting, server.reads::runOne);
        case 15, 16 -> server.flush();
        case 17, 18 -> client.comeTo(server);
        case 19 -> client.leave();
        case 20 -> client.stall();
        case 21 -> client.unstall();
        case 22 -> repairs.addAll(server.gapDetector.findRepairs());
        default -> ifAny(repairs, index -> repairs.remove(index).run());
      }
    }

    private void ifAny(List<?> list, IntConsumer action) {
      if (!list.isEmpty()) {
        action.accept(random.nextInt(list.size()));
      }
    }
  }

  /** One client over all its subscriptions, on whichever member. */
  private static final class Client {
    private final String id;
    private final List<Long> seen = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private StreamPosition position = StreamPosition.NONE;
    private ChannelTestServer server;
    private Life life;

    Client(String id) {
      this.id = id;
    }

    void comeTo(ChannelTestServer next) {
      if (life == null) {
        server = next;
        life = new Life(position);
        history.add("comes with " + position.offset());
        server.subscribe(CHANNEL, life, position);
      }
    }

    void leave() {
      if (life != null) {
        history.add("leaves");
        life.over = true;
        life = null;
        server.channels.unsubscribe(CHANNEL, id);
      }
    }

    void stall() {
      if (life != null) {
        life.stalled = true;
      }
    }

    void unstall() {
      if (life != null) {
        life.unstall();
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
            assertThat(over).as(history::toString).isFalse();
            long offset = Long.parseLong(parts[1]);
            assertThat(offset).as(history::toString).isEqualTo(position.offset() + 1);
            position = new StreamPosition(offset, position.epoch());
            seen.add(offset);
          }
          case "subscribed" -> {
            assertThat(over).as(history::toString).isFalse();
            assertThat(result.recovered()).as(history::toString).isTrue();
            assertThat(result.position().offset()).isEqualTo(asked.offset());
            position = result.position();
          }
          case "refused" -> assertThat(over).as(history::toString).isTrue();
          default -> assertThat(parts[0]).as(history::toString).isIn("join", "leave");
        }
      }
    }
  }
}
