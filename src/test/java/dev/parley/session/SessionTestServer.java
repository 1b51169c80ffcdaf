package dev.parley.session;

import static dev.parley.testing.CommandJson.connect;
import static dev.parley.testing.CommandJson.send;

import dev.parley.channel.ChannelTestServer;
import dev.parley.concurrent.MemberExecutors;
import dev.parley.config.NodeName;
import dev.parley.config.ServerKeys;
import dev.parley.config.SessionKeys;
import dev.parley.limit.RefusalMeter;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Codec;
import dev.parley.protocol.Frame;
import dev.parley.protocol.JsonCodec;
import dev.parley.protocol.JsonReader;
import dev.parley.protocol.Payload;
import dev.parley.protocol.PushCodec;
import dev.parley.protocol.RoomCodec;
import dev.parley.security.ChannelAuthorizer;
import dev.parley.security.HandshakeRequest;
import dev.parley.security.SecurityParts;
import dev.parley.testing.JsonTree;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

/** The sessions of a member put together; every thread of theirs is the test's. */
public class SessionTestServer {
  public final ChannelTestServer channelServer;
  public final JsonCodec json;
  public final PushCodec pushes;
  public final MemberExecutors executors;
  public final SecurityParts security;
  public final UserConnections connections;
  public final HandDrivenContext context;
  public final SessionRegistry sessions;
  public final SubscribeHandler subscribeHandler;
  public final Heartbeat heartbeat;
  public final FakeMembers members;

  /** The same for presence, whose notes are carried apart. */
  public final FakeMembers registry;

  /** More may be added; they are told from then on. */
  public final List<SessionListener> listeners = new ArrayList<>();

  public final List<String> listened = new ArrayList<>();
  private final List<FakeTransport> transports = new ArrayList<>();

  /** What the clock of the rates and limits says. */
  public long nanos;

  public SessionTestServer(String... settings) {
    this(List.of(), settings);
  }

  /**
   * @param authorizers those of the application
   */
  public SessionTestServer(List<ChannelAuthorizer> authorizers, String... settings) {
    registry = new FakeMembers(nodeName(settings));
    members = new FakeMembers(nodeName(settings));
    channelServer =
        new ChannelTestServer(
            registry,
            Stream.concat(
                    Stream.of("parley.dev", "true", "parley.node.name", "n1"), Stream.of(settings))
                .toArray(String[]::new));
    executors = new MemberExecutors(channelServer.config, Thread::new);
    JsonReader reader = new JsonReader(64);
    json = new JsonCodec(reader, channelServer.config.get(SessionKeys.COMMANDS_PER_FRAME));
    pushes = new PushCodec(reader);
    security =
        new SecurityParts(channelServer.config, authorizers.toArray(ChannelAuthorizer[]::new));
    subscribeHandler =
        new SubscribeHandler(channelServer.channels, security.permissions, channelServer.config);
    connections = new UserConnections(channelServer.config, channelServer.presence, registry);
    RefusalMeter refusals = new RefusalMeter(channelServer.meters);
    CommandRates rates = new CommandRates(channelServer.config, connections, refusals, () -> nanos);
    UserLimit limit = new UserLimit(channelServer.config, connections, refusals, () -> nanos);
    ConnectHandler connectHandler =
        new ConnectHandler(
            channelServer.config,
            security.authentication,
            subscribeHandler,
            new NodeName(channelServer.config),
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
                    channelServer.publisher, security.permissions, reader, json, rates)),
            List.of(broken, listener));
    CommandDispatcher commands =
        new CommandDispatcher(
            connectHandler,
            subscribeHandler,
            channelServer.channels,
            channelServer.publisher,
            security.permissions,
            methods,
            rates);
    context = new HandDrivenContext(channelServer, commands, rates, executors);
    sessions =
        new SessionRegistry(
            context, channelServer.channels, channelServer.config, channelServer.meters, listeners);
    heartbeat =
        new Heartbeat(sessions, context, subscribeHandler, limit, channelServer.config, executors);
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
  public static final class HandDrivenContext extends SessionContext {
    public final Queue<Runnable> steps = new ArrayDeque<>();

    /** What the clock says; 0 while it is the system's. */
    public long nanos;

    HandDrivenContext(
        ChannelTestServer channelServer,
        CommandDispatcher commands,
        CommandRates rates,
        MemberExecutors executors) {
      super(channelServer.config, commands, rates, channelServer.writers, executors);
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

  public void settle() {
    do {
      channelServer.settle();
      while (!context.steps.isEmpty()) {
        context.steps.remove().run();
      }
      channelServer.settle();
    } while (!context.steps.isEmpty());
  }

  public String token(String user) {
    return security.issuer.issue(user, null, Duration.ofHours(1));
  }

  /** A connection that has said nothing yet. */
  public Client open() {
    return new Client(HandshakeRequest.NONE, CommandPath.CONNECTION);
  }

  /** The same of a client that brought something. */
  public Client open(HandshakeRequest handshake) {
    return new Client(handshake, CommandPath.CONNECTION);
  }

  /** The same of one whose commands come in another way. */
  public Client open(CommandPath commandPath) {
    return new Client(HandshakeRequest.NONE, commandPath);
  }

  /** The same of one in a room, without an SDK. */
  public Client open(RoomCodec codec, HandshakeRequest handshake) {
    return new Client(codec, handshake, CommandPath.ROOM);
  }

  /** A connection of a user that has connected. */
  public Client connected(String user) {
    Client client = open();
    client.send(connect(1, token(user)));
    settle();
    client.transport.frames.clear();
    return client;
  }

  /** How sessions broke the contract of their transports; empty if none did. */
  public List<String> violations() {
    return transports.stream().flatMap(transport -> transport.violations.stream()).toList();
  }

  /** Subscribes the sessions of a user as a back end may. */
  void subscribeByServer(String user, String channel) {
    for (Session session : sessions.ofUser(user, null)) {
      session.runInTurn(() -> subscribeHandler.subscribe(session, channel, null, null));
    }
    settle();
  }

  /** Does for one session what the heartbeat does at a time of day. */
  public void checkHeartbeat(Client client, Instant now) {
    heartbeat.check(client.session, System.nanoTime(), now);
  }

  public double gauge(String name) {
    return channelServer.meters.get(name).gauge().value();
  }

  /** One connection. */
  public final class Client {
    public final FakeTransport transport = new FakeTransport();
    public final Session session;

    Client(HandshakeRequest handshake, CommandPath commandPath) {
      this(commandPath == CommandPath.NONE ? pushes : json, handshake, commandPath);
    }

    Client(Codec codec, HandshakeRequest handshake, CommandPath commandPath) {
      transports.add(transport);
      session = sessions.open(transport, codec, handshake, commandPath);
    }

    public void send(String... commands) {
      session.receive(String.join("\n", commands).getBytes(StandardCharsets.UTF_8));
    }

    /** Sends, and lets happen what follows. */
    public void say(String... commands) {
      send(commands);
      settle();
    }

    public Map<String, Object> reply(int id) {
      return transport.messages().stream()
          .filter(message -> JsonTree.number(message, "id") == id)
          .findFirst()
          .orElse(Map.of());
    }

    /** The code of the error that answers a command; 0 if none does. */
    public long error(int id) {
      Map<String, Object> reply = reply(id);
      return reply.containsKey("error")
          ? JsonTree.number(JsonTree.object(reply, "error"), "code")
          : 0;
    }

    /** The numbers of the commands in the order of their answers. */
    public List<Long> answered() {
      return transport.messages().stream()
          .filter(message -> message.containsKey("id"))
          .map(message -> JsonTree.number(message, "id"))
          .toList();
    }

    /** Delivers a frame as the fan-out does. */
    public void deliver(String channel, Frame frame) {
      session.deliver(channel, List.of(frame));
      session.flush();
    }

    public int closeCode() {
      return transport.closed == null ? 0 : transport.closed.code();
    }

    /** The channels that its session is subscribed to. */
    public Set<String> channels() {
      return session.channels().names();
    }

    public ClientInfo info() {
      return session.info();
    }
  }
}
