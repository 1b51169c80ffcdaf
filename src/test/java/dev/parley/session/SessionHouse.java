package dev.parley.session;

import dev.parley.channel.ChannelNames;
import dev.parley.channel.House;
import dev.parley.config.NodeName;
import dev.parley.config.Setting;
import dev.parley.limit.Refusals;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Frame;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.Payload;
import dev.parley.protocol.PushCodec;
import dev.parley.security.ChannelAuthorizer;
import dev.parley.security.Handshake;
import dev.parley.security.SecurityParts;
import dev.parley.testing.JsonTree;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

/** The sessions of a member put together; every thread of theirs is the test's. */
final class SessionHouse {
  final House house;
  final JsonCodec json;
  final PushCodec pushes;
  final SecurityParts security;
  final Connections connections;
  final HandDrivenSessions sessions;
  final Subscribing subscribing;
  final Heartbeat heartbeat;
  final FakeMembers members;

  /** The same for presence, whose notes are carried apart. */
  final FakeMembers registry;

  final Orders orders;
  final Intake intake;
  final Emulation emulation;
  final List<String> listened = new ArrayList<>();

  /** What the clock of the rates and limits says. */
  long nanos;

  SessionHouse(String... settings) {
    this(List.of(), settings);
  }

  /**
   * @param authorizers those of the application
   */
  SessionHouse(List<ChannelAuthorizer> authorizers, String... settings) {
    registry = new FakeMembers(nodeName(settings));
    members = new FakeMembers(nodeName(settings));
    house =
        new House(
            registry,
            Stream.concat(
                    Stream.of("parley.dev", "true", "parley.node.name", "n1"), Stream.of(settings))
                .toArray(String[]::new));
    JsonReader reader = new JsonReader(64);
    json = new JsonCodec(reader, house.config.count(Setting.COMMANDS_PER_FRAME));
    pushes = new PushCodec(reader);
    security = new SecurityParts(house.config, authorizers.toArray(ChannelAuthorizer[]::new));
    subscribing = new Subscribing(house.channels, security.permissions, house.config);
    connections = new Connections(house.config, house.presence, registry);
    Refusals refusals = new Refusals(house.meters);
    Rates rates = new Rates(house.config, connections, refusals, () -> nanos);
    UserLimit limit = new UserLimit(house.config, connections, refusals, () -> nanos);
    Connecting connecting =
        new Connecting(
            house.config,
            security.authentication,
            subscribing,
            new NodeName(house.config),
            limit,
            members);
    MessageListener listener = (sender, data) -> listened.add(sender.user() + ": " + data.text());
    MessageListener broken =
        (sender, data) -> {
          throw new IllegalStateException("thrown by a test, on purpose");
        };
    Methods methods =
        new Methods(
            List.of(
                method("echo", call -> CompletableFuture.completedFuture(call.data())),
                method("throws", call -> fail()),
                method(
                    "fails",
                    call -> CompletableFuture.failedFuture(new IllegalStateException("secret"))),
                method("null", call -> null),
                new ChannelPublishMethod(
                    house.publisher, security.permissions, reader, json, rates)),
            List.of(broken, listener));
    Commands commands =
        new Commands(
            connecting,
            subscribing,
            house.channels,
            house.publisher,
            security.permissions,
            methods,
            rates);
    sessions = new HandDrivenSessions(house, commands, rates);
    heartbeat = new Heartbeat(sessions, subscribing, limit, house.config, Thread::new);
    Revoking revoking = new Revoking(sessions, security.revocations);
    revoking.listen();
    orders =
        new Orders(
            members,
            new Obeying(sessions, subscribing, revoking),
            sessions,
            new ChannelNames(house.config),
            Thread::new);
    orders.listen();
    intake = new Intake(members, sessions);
    intake.listen();
    emulation = new Emulation(members, sessions, house.config, Thread::new);
    emulation.listen();
  }

  private static String nodeName(String... settings) {
    for (int i = 0; i < settings.length; i += 2) {
      if (settings[i].equals(Setting.NODE_NAME.key())) {
        return settings[i + 1];
      }
    }
    return "n1";
  }

  private static CompletionStage<Payload> fail() {
    throw new IllegalStateException("secret");
  }

  private static RpcMethod method(String name, Function<RpcCall, CompletionStage<Payload>> answer) {
    return new RpcMethod() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public CompletionStage<Payload> call(RpcCall call) {
        return answer.apply(call);
      }
    };
  }

  /** Runs what was handed to a thread. */
  static final class HandDrivenSessions extends Sessions {
    final Queue<Runnable> steps = new ArrayDeque<>();

    /** What the clock says; 0 while it is the system's. */
    long nanos;

    HandDrivenSessions(House house, Commands commands, Rates rates) {
      super(
          house.config, house.channels, commands, rates, house.meters, Thread::new, house.sweepers);
    }

    @Override
    void execute(Runnable task) {
      steps.add(task);
    }

    @Override
    long nanoTime() {
      return nanos == 0 ? super.nanoTime() : nanos;
    }
  }

  void settle() {
    do {
      house.settle();
      while (!sessions.steps.isEmpty()) {
        sessions.steps.remove().run();
      }
      house.settle();
    } while (!sessions.steps.isEmpty());
  }

  String token(String user) {
    return security.issuer.issue(user, null, Duration.ofHours(1));
  }

  /** A connection that has said nothing yet. */
  Client open() {
    return new Client(Handshake.NONE, Uplink.CONNECTION);
  }

  /** The same of a client that brought something. */
  Client open(Handshake handshake) {
    return new Client(handshake, Uplink.CONNECTION);
  }

  /** The same of one whose commands come in another way. */
  Client open(Uplink uplink) {
    return new Client(Handshake.NONE, uplink);
  }

  /** A connection of a user that has connected. */
  Client connected(String user) {
    Client client = open();
    client.send("{\"id\":1,\"connect\":{\"token\":\"" + token(user) + "\"}}");
    settle();
    client.wire.frames.clear();
    return client;
  }

  double gauge(String name) {
    return house.meters.get(name).gauge().value();
  }

  /** One connection. */
  final class Client {
    final FakeWire wire = new FakeWire();
    final Session session;

    Client(Handshake handshake, Uplink uplink) {
      session = sessions.open(wire, uplink == Uplink.NONE ? pushes : json, handshake, uplink);
    }

    void send(String... commands) {
      session.receive(String.join("\n", commands).getBytes(StandardCharsets.UTF_8));
    }

    /** Sends, and lets happen what follows. */
    void say(String... commands) {
      send(commands);
      settle();
    }

    Map<String, Object> reply(int id) {
      return wire.messages().stream()
          .filter(message -> JsonTree.number(message, "id") == id)
          .findFirst()
          .orElse(Map.of());
    }

    /** The code of the error that answers a command; 0 if none does. */
    long error(int id) {
      Map<String, Object> reply = reply(id);
      return reply.containsKey("error")
          ? JsonTree.number(JsonTree.object(reply, "error"), "code")
          : 0;
    }

    /** The numbers of the commands in the order of their answers. */
    List<Long> answered() {
      return wire.messages().stream()
          .filter(message -> message.containsKey("id"))
          .map(message -> JsonTree.number(message, "id"))
          .toList();
    }

    /** Hands over a frame as a sweep does. */
    void deliver(String channel, Frame frame) {
      session.deliver(channel, List.of(frame));
      session.flush();
    }

    int closeCode() {
      return wire.closed == null ? 0 : wire.closed.code();
    }

    ClientInfo info() {
      return session.info();
    }
  }
}
