package dev.parley.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Push;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Members with their presence, a network and a clock; the test drives all of them. */
final class Cluster {
  static final String ROOM = "room:a";

  final PresenceUpdateNetwork network = new PresenceUpdateNetwork();
  final List<Node> nodes = new ArrayList<>();
  final Map<String, String> settings;
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);

  /**
   * @param settings keys and values in turns
   */
  Cluster(String... settings) {
    this.settings = settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]);
  }

  /** A member, and the joins and leaves that it delivers. */
  final class Node {
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final PresenceUpdateNetwork.Port port;
    final Presence presence;
    final List<String> events = new ArrayList<>();

    Node(String name) {
      port = network.new Port(name);
      presence = new Presence(ParleyConfig.of(settings), port, meters, Thread::new, clock::get);
      presence.setListener(this::record);
    }

    private void record(Push push) {
      if (push instanceof Push.Join join) {
        events.add("join " + join.info().client());
      } else if (push instanceof Push.Leave leave) {
        events.add("leave " + leave.info().client());
      }
    }

    /** Lets a client subscribe and join. */
    void join(String user, String client) {
      presence.addWithoutJoin(ROOM, info(user, client));
      presence.join(ROOM, info(user, client));
    }

    void leave(String client) {
      presence.leave(ROOM, client);
    }

    void leaveAfterGrace(String client) {
      presence.leaveAfterGrace(ROOM, client);
    }

    /** The joins and leaves since the last call. */
    List<String> takeEvents() {
      List<String> taken = List.copyOf(events);
      events.clear();
      return taken;
    }

    double counted(String name) {
      return meters.get("parley.presence." + name).counter().count();
    }
  }

  static ClientInfo info(String user, String client) {
    return new ClientInfo(user, client, null, null);
  }

  /** Adds a member, and connects all. */
  Node start(String name) {
    Node node = new Node(name);
    nodes.add(node);
    connectAll();
    return node;
  }

  /** Ends a member without a farewell. */
  void kill(Node node) {
    nodes.remove(node);
    network.inFlight.removeIf(message -> message.to() == node.port);
    nodes.forEach(other -> other.port.disconnect(node.port));
  }

  /** Connects all members. */
  void connectAll() {
    for (Node one : nodes) {
      for (Node other : nodes) {
        if (one != other) {
          one.port.connect(other.port);
        }
      }
    }
  }

  /** Runs the steps of all members and delivers all messages, until there are none. */
  void settle() {
    do {
      nodes.forEach(node -> node.presence.step());
      while (!network.inFlight.isEmpty()) {
        network.deliverNext();
      }
    } while (!isQuiet());
  }

  private boolean isQuiet() {
    nodes.forEach(node -> node.presence.step());
    return network.inFlight.isEmpty();
  }

  void advanceClock(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  /** Advances the clock in small steps, and settles after each. */
  void run(Duration time) {
    Duration step = Duration.ofMillis(250);
    for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
      advanceClock(step);
      settle();
    }
  }

  /** Each member has delivered these joins and leaves since they were last taken, in this order. */
  void assertAllReceived(String... events) {
    nodes.forEach(
        node -> assertThat(node.takeEvents()).as(node.port.self().name()).containsExactly(events));
  }

  /** Each member shows these clients, and no other ones. */
  void assertAllShow(String... clients) {
    nodes.forEach(
        node ->
            assertThat(node.presence.of(ROOM))
                .as(node.port.self().name())
                .containsOnlyKeys(clients));
  }
}
