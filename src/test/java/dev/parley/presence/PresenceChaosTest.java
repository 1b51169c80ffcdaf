package dev.parley.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Members.Member;
import dev.parley.presence.PresenceEntry.Key;
import dev.parley.protocol.Push;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three members restart and are cut off, their updates are lost, late, doubled and out of order,
 * and clients come and go. In the end all show the same, and each has delivered the joins and
 * leaves of each client by turns.
 */
class PresenceChaosTest {
  private static final int STEPS = 1500;
  private static final List<String> ROOMS = List.of("room:a", "room:b");

  private final Cluster cluster = new Cluster();
  private final Map<Cluster.Node, Map<Key, List<String>>> delivered = new HashMap<>();

  /** The subscribed clients and their members: the truth. */
  private final Map<Key, Cluster.Node> live = new HashMap<>();

  private final List<String> history = new ArrayList<>();
  private Random random;
  private int clients;

  @RepeatedTest(40)
  @DisplayName("[P1] [P2] [P3] whatever happens between members, all show the same in the end")
  void chaos() {
    run(new Random().nextLong());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  @DisplayName("[P1] [P2] [P3] seeds that are always tried")
  void knownSeeds(long seed) {
    run(seed);
  }

  private void run(long seed) {
    random = new Random(seed);
    history.add("seed " + seed);
    for (String name : List.of("a", "b", "c")) {
      start(name);
    }
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    cluster.connectAll();
    cluster.run(Duration.ofSeconds(12));
    check();
  }

  private Cluster.Node start(String name) {
    Cluster.Node node = cluster.start(name);
    Map<Key, List<String>> events = new HashMap<>();
    delivered.put(node, events);
    node.presence.setListener(
        push -> {
          boolean join = push instanceof Push.Join;
          String client =
              push instanceof Push.Join joined
                  ? joined.info().client()
                  : ((Push.Leave) push).info().client();
          events
              .computeIfAbsent(new Key(push.channel(), client), key -> new ArrayList<>())
              .add(join ? "join" : "leave");
        });
    return node;
  }

  private void step() {
    switch (random.nextInt(40)) {
      case 0 -> restart();
      case 1 -> {
        history.add("cut");
        anyNode().port.disconnect(anyNode().port);
      }
      case 2 -> {
        history.add("heal");
        cluster.connectAll();
      }
      case 3, 4 -> {
        Duration time = Duration.ofMillis(random.nextInt(1500));
        history.add("pass " + time);
        cluster.advanceClock(time);
      }
      case 5, 6, 7, 8, 9, 10 -> subscribe();
      case 11, 12, 13, 14 -> endClient();
      case 15, 16, 17, 18, 19 -> anyNode().presence.step();
      default -> deliver();
    }
  }

  private Cluster.Node anyNode() {
    return cluster.nodes.get(random.nextInt(cluster.nodes.size()));
  }

  private void restart() {
    Cluster.Node node = anyNode();
    String name = node.port.self().name();
    history.add("restart " + name);
    cluster.kill(node);
    delivered.remove(node);
    live.values().removeIf(owner -> owner == node);
    start(name);
  }

  private void subscribe() {
    Cluster.Node node = anyNode();
    String client = "c" + clients++;
    String user = "u" + random.nextInt(4);
    for (String room : ROOMS) {
      if (random.nextBoolean()) {
        Key key = new Key(room, client);
        history.add(node.port.self().name() + " " + key + " of " + user);
        node.presence.addWithoutJoin(room, Cluster.info(user, client));
        if (random.nextInt(5) > 0) {
          node.presence.join(room, Cluster.info(user, client));
        }
        live.put(key, node);
      }
    }
  }

  private void endClient() {
    if (live.isEmpty()) {
      return;
    }
    List<Key> all = new ArrayList<>(live.keySet());
    Key key = all.get(random.nextInt(all.size()));
    Cluster.Node node = live.remove(key);
    if (random.nextBoolean()) {
      history.add("lose " + key);
      node.presence.leaveAfterGrace(key.channel(), key.client());
    } else {
      history.add("leave " + key);
      node.presence.leave(key.channel(), key.client());
      if (random.nextInt(3) == 0) {
        node.presence.join(key.channel(), Cluster.info("again", key.client()));
        live.put(key, node);
      }
    }
  }

  /** Delivers, drops or doubles a message in flight. */
  private void deliver() {
    List<PresenceUpdateNetwork.Message> inFlight = cluster.network.inFlight;
    if (inFlight.isEmpty()) {
      return;
    }
    int index = random.nextInt(8) == 0 ? random.nextInt(inFlight.size()) : 0;
    switch (random.nextInt(12)) {
      case 0 -> {
        history.add("drop");
        inFlight.remove(index);
      }
      case 1 -> {
        history.add("double");
        cluster.network.deliver(inFlight.get(index));
      }
      default -> cluster.network.deliver(inFlight.remove(index));
    }
  }

  private void check() {
    for (Cluster.Node node : cluster.nodes) {
      String name = node.port.self().name();
      for (String room : ROOMS) {
        Map<String, Member> expected =
            live.entrySet().stream()
                .filter(each -> each.getKey().channel().equals(room))
                .collect(
                    Collectors.toMap(
                        each -> each.getKey().client(), each -> each.getValue().port.self()));
        assertThat(node.presence.membersOf(room))
            .as(() -> name + " " + room + ": " + history)
            .isEqualTo(expected);
        Set<String> users = new TreeSet<>();
        node.presence.of(room).values().forEach(info -> users.add(info.user()));
        assertThat(node.presence.statsOf(room))
            .isEqualTo(new Presence.Stats(expected.size(), users.size()));
      }
      delivered.get(node).forEach((key, events) -> checkEvents(node, key, events));
    }
    assertThat(
            cluster.nodes.stream().map(node -> node.presence.of(ROOMS.get(0))).distinct().toList())
        .as(history::toString)
        .hasSize(1);
  }

  /** Joins and leaves come by turns; the last one shows whether the client is there. */
  private void checkEvents(Cluster.Node node, Key key, List<String> events) {
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i))
          .as(() -> node.port.self().name() + " " + key + " " + events + ": " + history)
          .isEqualTo(i % 2 == 0 ? "join" : "leave");
    }
    if (!live.containsKey(key)) {
      assertThat(events.size() % 2).as(() -> key + " " + events + ": " + history).isZero();
    }
  }
}
