package dev.parley.presence;

import dev.parley.config.ParleyConfig;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Push;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Members with their presence, a network between them and a clock, all driven by the test. */
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

  /** One member, and what its subscribers would be told. */
  final class Node {
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final PresenceUpdateNetwork.Port port;
    final Presence presence;
    final List<String> heard = new ArrayList<>();

    Node(String name) {
      port = network.new Port(name);
      presence = new Presence(ParleyConfig.of(settings), port, meters, Thread::new, clock::get);
      presence.setListener(this::hear);
    }

    private void hear(Push push) {
      if (push instanceof Push.Join join) {
        heard.add("join " + join.info().client());
      } else if (push instanceof Push.Leave leave) {
        heard.add("leave " + leave.info().client());
      }
    }

    /** A client has subscribed and is live. */
    void join(String user, String client) {
      presence.addWithoutJoin(ROOM, info(user, client));
      presence.join(ROOM, info(user, client));
    }

    void leave(String client) {
      presence.leave(ROOM, client);
    }

    void lose(String client) {
      presence.leaveAfterGrace(ROOM, client);
    }

    /** What was told since the last time. */
    List<String> news() {
      List<String> news = List.copyOf(heard);
      heard.clear();
      return news;
    }

    double counted(String name) {
      return meters.get("parley.presence." + name).counter().count();
    }
  }

  static ClientInfo info(String user, String client) {
    return new ClientInfo(user, client, null, null);
  }

  /** A member comes, and all see each other. */
  Node start(String name) {
    Node node = new Node(name);
    nodes.add(node);
    heal();
    return node;
  }

  /** A member is gone without a word. */
  void kill(Node node) {
    nodes.remove(node);
    network.onTheWay.removeIf(parcel -> parcel.to() == node.port);
    nodes.forEach(other -> other.port.lose(node.port));
  }

  /** All see each other. */
  void heal() {
    for (Node one : nodes) {
      for (Node other : nodes) {
        if (one != other) {
          one.port.see(other.port);
        }
      }
    }
  }

  /** All do what they do by themselves, and everything arrives. */
  void settle() {
    do {
      nodes.forEach(node -> node.presence.step());
      while (!network.onTheWay.isEmpty()) {
        network.carryNext();
      }
    } while (!isQuiet());
  }

  private boolean isQuiet() {
    nodes.forEach(node -> node.presence.step());
    return network.onTheWay.isEmpty();
  }

  void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  /** Time passes in small steps, in which all do what they do. */
  void live(Duration time) {
    Duration step = Duration.ofMillis(250);
    for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
      pass(step);
      settle();
    }
  }
}
