package dev.parley.session;

import static dev.parley.testing.CommandJson.connect;
import static dev.parley.testing.CommandJson.send;

import dev.parley.channel.ChannelNames;
import dev.parley.channel.ChannelTestServer;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.NodeName;
import dev.parley.config.ServerKeys;
import dev.parley.config.SessionKeys;
import dev.parley.limit.RefusalMeter;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Frame;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.Payload;
import dev.parley.protocol.PushCodec;
import dev.parley.security.ChannelAuthorizer;
import dev.parley.security.HandshakeRequest;
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
final class SessionTestServer {
  final ChannelTestServer house;
  final JsonCodec json;
  final PushCodec pushes;
  final MemberExecutors executors;
  final SecurityParts security;
  final UserConnections connections;
  final HandDrivenContext context;
  final SessionRegistry sessions;
  final SubscribeHandler subscribeHandler;
  final Heartbeat heartbeat;
  final FakeMembers members;

  /** The same for presence, whose notes are carried apart. */
  final FakeMembers registry;

  final SessionControl orders;
  final IntakeSurvey intakeSurvey;
  final CommandForwarder emulation;
  final List<String> listened = new ArrayList<>();
  private final List<FakeTransport> transports = new ArrayList<>();

  /** What the clock of the rates and limits says. */
  long nanos;

  SessionTestServer(String... settings) {
    this(List.of(), settings);
  }

  /**
   * @param authorizers those of the application
   */
  SessionTestServer(List<ChannelAuthorizer> authorizers, String... settings) {
    registry = new FakeMembers(nodeName(settings));
    members = new FakeMembers(nodeName(settings));
    house =
        new ChannelTestServer(
            registry,
            Stream.concat(
                    Stream.of("parley.dev", "true", "parley.node.name", "n1"), Stream.of(settings))
                .toArray(String[]::new));
    executors = new MemberExecutors(house.config, Thread::new);
    JsonReader reader = new JsonReader(64);
    json = new JsonCodec(reader, house.config.get(SessionKeys.COMMANDS_PER_FRAME));
    pushes = new PushCodec(reader);
    security = new SecurityParts(house.config, authorizers.toArray(ChannelAuthorizer[]::new));
    subscribeHandler = new SubscribeHandler(house.channels, security.permissions, house.config);
    connections = new UserConnections(house.config, house.presence, registry);
    RefusalMeter refusals = new RefusalMeter(house.meters);
    CommandRates rates = new CommandRates(house.config, connections, refusals, () -> nanos);
    UserLimit limit = new UserLimit(house.config, connections, refusals, () -> nanos);
    ConnectHandler connectHandler =
        new ConnectHandler(
            house.config,
            security.authentication,
            subscribeHandler,
            new NodeName(house.config),
            limit,
            members);
    MessageListener listener = (sender, data) -> listened.add(sender.user() + ": " + data.text());
    MessageListener broken =
        (sender, data) -> {
          throw new IllegalStateException("thrown by a test, on purpose");
        };
    RpcMethodRegistry methods =
        new RpcMethodRegistry(
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
    CommandDispatcher commands =
        new CommandDispatcher(
            connectHandler,
            subscribeHandler,
            house.channels,
            house.publisher,
            security.permissions,
            methods,
            rates);
    context = new HandDrivenContext(house, commands, rates, executors);
    sessions = new SessionRegistry(context, house.channels, house.config, house.meters);
    heartbeat = new Heartbeat(sessions, context, subscribeHandler, limit, house.config, executors);
    RevocationHandler revocationHandler = new RevocationHandler(sessions, security.revocations);
    revocationHandler.listen();
    orders =
        new SessionControl(
            members,
            new ControlHandler(sessions, context, subscribeHandler, revocationHandler),
            context,
            new ChannelNames(house.config),
            executors);
    orders.listen();
    intakeSurvey = new IntakeSurvey(members, sessions, context);
    intakeSurvey.listen();
    emulation = new CommandForwarder(members, sessions, context, house.config, executors);
    emulation.listen();
  }

  private static String nodeName(String... settings) {
    for (int i = 0; i < settings.length; i += 2) {
      if (settings[i].equals(ServerKeys.NODE_NAME.name())) {
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
  static final class HandDrivenContext extends SessionContext {
    final Queue<Runnable> steps = new ArrayDeque<>();

    /** What the clock says; 0 while it is the system's. */
    long nanos;

    HandDrivenContext(
        ChannelTestServer house,
        CommandDispatcher commands,
        CommandRates rates,
        MemberExecutors executors) {
      super(house.config, commands, rates, house.writers, executors);
    }

    @Override
    public void execute(Runnable task) {
      steps.add(task);
    }

    @Override
    public long nanoTime() {
      return nanos == 0 ? super.nanoTime() : nanos;
    }
  }

  void settle() {
    do {
      house.settle();
      while (!context.steps.isEmpty()) {
        context.steps.remove().run();
      }
      house.settle();
    } while (!context.steps.isEmpty());
  }

  String token(String user) {
    return security.issuer.issue(user, null, Duration.ofHours(1));
  }

  /** A connection that has said nothing yet. */
  Client open() {
    return new Client(HandshakeRequest.NONE, CommandPath.CONNECTION);
  }

  /** The same of a client that brought something. */
  Client open(HandshakeRequest handshake) {
    return new Client(handshake, CommandPath.CONNECTION);
  }

  /** The same of one whose commands come in another way. */
  Client open(CommandPath commandPath) {
    return new Client(HandshakeRequest.NONE, commandPath);
  }

  /** A connection of a user that has connected. */
  Client connected(String user) {
    Client client = open();
    client.send(connect(1, token(user)));
    settle();
    client.transport.frames.clear();
    return client;
  }

  /** How sessions broke the contract of their transports; empty if none did. */
  List<String> violations() {
    return transports.stream().flatMap(transport -> transport.violations.stream()).toList();
  }

  double gauge(String name) {
    return house.meters.get(name).gauge().value();
  }

  /** One connection. */
  final class Client {
    final FakeTransport transport = new FakeTransport();
    final Session session;

    Client(HandshakeRequest handshake, CommandPath commandPath) {
      transports.add(transport);
      session =
          sessions.open(
              transport, commandPath == CommandPath.NONE ? pushes : json, handshake, commandPath);
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
      return transport.messages().stream()
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
      return transport.messages().stream()
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
      return transport.closed == null ? 0 : transport.closed.code();
    }

    ClientInfo info() {
      return session.info();
    }
  }
}
