package dev.parley.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plain JSON messages for one client in one room: it turns them into the commands of the protocol,
 * and replies and pushes into plain messages. It belongs to one connection, because it knows the
 * room, and what the client waits for. Its {@link #encoder} is the same for all.
 *
 * <p>Messages are decoded one after the other; everything else is safe for all threads. The
 * messages stand in {@code docs/protocol.md}; rules J1 to J8 of {@code docs/SPEC.md}.
 */
public final class RoomCodec extends JsonCodec {
  private static final String PREFIX = "room:";
  private static final String PING = "ping";
  private static final String PONG = "pong";
  private static final Frame PONG_TEXT = Frame.of(PONG);

  /** Types that only the server sends. */
  private static final Set<String> OF_SERVER =
      Set.of("start", "gap", "stored", "join", "leave", "push", "error");

  /** The fields that are read; all others are kept as they are written. */
  private static final Set<String> READ = Set.of("type", "token", "since");

  /** A ref is kept until it is answered. */
  private static final int LONGEST_REF = 128;

  private final JsonReader reader;
  private final String channel;
  private final StreamPosition since;

  /** The commands that have something to be answered with; guarded by itself. */
  private final Map<Integer, Asked> asked = new HashMap<>(2);

  /** The number of the last command; owned by whoever decodes. */
  private int lastId;

  /**
   * What the answer to a command repeats.
   *
   * @param ref as the client wrote it; null if it wrote none
   * @param asText whether the client has sent the text ping
   */
  private record Asked(Payload ref, boolean asText) {}

  /**
   * A codec for a new connection.
   *
   * @param reader parses the messages
   * @param room the name of the room, without its namespace
   * @param since the id of the last message that the client has; null or empty if it has none, or
   *     says so in its first message
   * @throws ProtocolException 107 when that is no id
   */
  public RoomCodec(JsonReader reader, String room, String since) {
    super(reader, 1);
    this.reader = reader;
    this.channel = PREFIX + room;
    this.since = RoomPosition.parse(since);
  }

  /** The command that connects a client whose handshake says who it is. */
  public Command.Connect connect() {
    return connect(++lastId, null, since);
  }

  private Command.Connect connect(int id, String token, StreamPosition from) {
    return new Command.Connect(
        id,
        token,
        null,
        from == null ? Map.of() : Map.of(channel, from),
        null,
        null,
        Set.of(channel),
        Set.of());
  }

  /** One command. Text that is no message is a command that is answered with an error. */
  @Override
  public List<Command> decode(byte[] frame) throws MalformedFrameException {
    return List.of(command(++lastId, Utf8.decode(frame)));
  }

  private Command command(int id, String text) {
    if (text.equals(PING)) {
      expect(id, new Asked(null, true));
      return new Command.Ping(id);
    }
    if (text.equals(PONG)) {
      return new Command.Pong();
    }
    try {
      Fields message = object(text);
      Payload ref = ref(message);
      if (ref != null) {
        expect(id, new Asked(ref, false));
      }
      return message.values().get("type") instanceof String type
          ? command(id, type, message, text)
          : message(id, text);
    } catch (ProtocolException e) {
      return new Command.Malformed(id, e.code(), e.getMessage());
    }
  }

  private Command command(int id, String type, Fields message, String text) {
    if (OF_SERVER.contains(type)) {
      throw problem(
          "only the server sends the type "
              + type
              + "; wrap it: {\"type\":\"message\",\"data\":…}");
    }
    return switch (type) {
      case "connect" -> {
        StreamPosition own = RoomPosition.parse(message.text("since"));
        yield connect(id, message.text("token"), own == null ? since : own);
      }
      case "refresh" -> new Command.Refresh(id, message.needText("token"));
      case "message" -> new Command.Publish(id, channel, message.needPayload("data"));
      case "presence" -> new Command.Presence(id, channel);
      case RoomMessages.TYPING -> typing(id, message);
      case PING -> new Command.Ping(id);
      case PONG -> new Command.Pong();
      default -> message(id, text);
    };
  }

  private Command typing(int id, Fields message) {
    Payload typing = message.payload("typing");
    Map<String, Object> request = new HashMap<>();
    request.put("channel", channel);
    if (typing != null && !typing.text().equals("null")) {
      if (!typing.text().equals("true") && !typing.text().equals("false")) {
        throw problem("typing must be true or false");
      }
      request.put("typing", typing.text().equals("true"));
    }
    return new Command.Rpc(id, TypingEvent.METHOD, Payload.json(request));
  }

  /** The whole object is the data. */
  private Command message(int id, String text) {
    return new Command.Publish(id, channel, Payload.json(Utf8.withoutMark(text).trim()));
  }

  private Fields object(String text) {
    try {
      List<Fields> objects = reader.objects(text, 1, 1, name -> !READ.contains(name));
      if (!objects.isEmpty()) {
        return objects.get(0);
      }
    } catch (MalformedFrameException e) {
      throw new ProtocolException(
          ErrorCode.BAD_REQUEST,
          "send one JSON object in each message, such as {\"text\":\"hi\"}: " + e.getMessage(),
          e);
    }
    throw problem("send one JSON object in each message, such as {\"text\":\"hi\"}");
  }

  private static Payload ref(Fields message) {
    Payload ref = message.payload("ref");
    if (ref == null || ref.text().equals("null")) {
      return null;
    }
    char first = ref.text().charAt(0);
    if (ref.text().length() > LONGEST_REF || first != '"' && first != '-' && !isDigit(first)) {
      throw problem("ref must be a text or a number of at most " + LONGEST_REF + " characters");
    }
    return ref;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static ProtocolException problem(String text) {
    return new ProtocolException(ErrorCode.BAD_REQUEST, text);
  }

  private void expect(int id, Asked what) {
    synchronized (asked) {
      asked.put(id, what);
    }
  }

  /** The ref of an answered command, which is forgotten; null if it has none. */
  private Asked take(int id) {
    synchronized (asked) {
      return asked.remove(id);
    }
  }

  /** Null for a message without a ref that is stored: its sender gets it like all others. */
  @Override
  public Frame reply(int id, Result result) {
    Asked command = take(id);
    Payload ref = command == null ? null : command.ref();
    if (result instanceof Result.Entered entered) {
      return start(entered);
    } else if (result instanceof Result.Published published) {
      return ref == null ? null : RoomMessages.stored(ref, published.position());
    } else if (result instanceof Result.Presence presence) {
      return RoomMessages.presence(ref, presence.clients().values());
    } else if (result instanceof Result.Rpc) {
      return ref == null ? null : RoomMessages.typingTaken(ref);
    } else if (result instanceof Result.Refresh refresh) {
      return RoomMessages.refreshed(ref, refresh.ttl());
    }
    return command != null && command.asText() ? PONG_TEXT : RoomMessages.pong(ref);
  }

  /** What the client needs to begin: where it is, what it has missed, and who is there. */
  private Frame start(Result.Entered entered) {
    Result.Subscribe subscription = entered.connect().subs().get(channel);
    List<Frame> frames = new ArrayList<>();
    frames.add(
        RoomMessages.start(channel.substring(PREFIX.length()), entered.connect(), subscription));
    if (subscription.wasRecovering() && !subscription.recovered()) {
      frames.add(RoomMessages.gap(subscription.position()));
    }
    String epoch = subscription.position().epoch();
    for (Publication missed : subscription.publications()) {
      frames.add(RoomMessages.message(missed, epoch));
    }
    ProtocolException unknown = entered.unknown();
    frames.add(
        unknown == null
            ? RoomMessages.presence(null, entered.presence().clients().values())
            : RoomMessages.unknownPresence(unknown.code(), unknown.getMessage()));
    return join(frames);
  }

  @Override
  public Frame error(int id, ErrorCode code, String message) {
    Asked command = take(id);
    return RoomMessages.error(command == null ? null : command.ref(), code, message);
  }

  @Override
  public Frame push(Push push) {
    return encoder(push.channel()).push(push);
  }

  @Override
  public PushEncoder encoder(String of) {
    return of.equals(channel) ? RoomPushes.OF_ROOM : RoomPushes.OF_OTHERS;
  }

  /** A ping of the transport: every client of WebSocket answers it by itself. */
  @Override
  public Frame ping() {
    return Frame.PING;
  }

  @Override
  public Frame join(List<Frame> frames) {
    return RoomPushes.OF_ROOM.join(frames);
  }
}
