package dev.parley.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The JSON variant of the protocol: frames of commands in, replies and pushes out, each reply or
 * push on one line without a line break, so that any number of them joined by {@code \n} is a
 * frame.
 *
 * <p>Immutable; safe for all threads.
 */
public final class JsonCodec {
  private static final Set<String> NAMES =
      Set.of(
          "connect",
          "subscribe",
          "unsubscribe",
          "publish",
          "presence",
          "presence_stats",
          "history",
          "ping",
          "send",
          "rpc",
          "refresh",
          "sub_refresh");

  private final JsonReader reader;
  private final int commandsPerFrame;

  /**
   * @param reader reads what comes in
   * @param commandsPerFrame the most commands in one frame
   */
  public JsonCodec(JsonReader reader, int commandsPerFrame) {
    this.reader = reader;
    this.commandsPerFrame = commandsPerFrame;
  }

  /**
   * The commands of one frame, in order, at least one.
   *
   * @throws MalformedFrameException when the frame as a whole cannot be understood, or a command
   *     has no id or no known name
   */
  public List<Command> decode(String frame) throws MalformedFrameException {
    List<Fields> objects = reader.objects(frame, commandsPerFrame, 2, "data"::equals);
    if (objects.isEmpty()) {
      throw new MalformedFrameException("a frame must hold at least one command");
    }
    List<Command> commands = new ArrayList<>(objects.size());
    for (Fields object : objects) {
      commands.add(command(object));
    }
    return commands;
  }

  /**
   * What a client that sends no command asks for: the fields of {@code connect} as an object of
   * their own. It is subscribed to the channels that {@code subs} names.
   *
   * @throws MalformedFrameException when it is not one object of such fields
   */
  public Command.Connect connect(String request) throws MalformedFrameException {
    List<Fields> objects = reader.objects(request, 1, 1, "data"::equals);
    if (objects.isEmpty()) {
      throw new MalformedFrameException("a request must hold an object, {} at least");
    }
    try {
      Fields fields = objects.get(0);
      Fields subs = fields.object("subs");
      return connect(1, fields, subs == null ? Set.of() : subs.values().keySet());
    } catch (ProtocolException e) {
      throw new MalformedFrameException(e.getMessage());
    }
  }

  /** A reply with a result. */
  public String reply(int id, Result result) {
    return new JsonLine().reply(id, result);
  }

  /** A reply with an error. */
  public String error(int id, ErrorCode code, String message) {
    return new JsonLine().error(id, code, message);
  }

  /** An error that answers no command by number. */
  public String error(ErrorCode code, String message) {
    return new JsonLine().error(0, code, message);
  }

  /** The fields of a result as an object of their own. */
  public String result(Result result) {
    return new JsonLine().result(result);
  }

  /** A push. */
  public String push(Push push) {
    return new JsonLine().push(push);
  }

  /** The ping of the server: an empty object. */
  public String ping() {
    return "{}";
  }

  private static Command command(Fields object) throws MalformedFrameException {
    if (object.values().isEmpty()) {
      return new Command.Pong();
    }
    String name = null;
    for (String key : object.values().keySet()) {
      if (NAMES.contains(key)) {
        if (name != null) {
          throw new MalformedFrameException(
              "one command may have one name, not " + name + " and " + key);
        }
        name = key;
      }
    }
    if (name == null) {
      throw new MalformedFrameException("a command must have the name of one, such as subscribe");
    }
    int id = id(object, name);
    try {
      Fields request = object.object(name);
      return command(id, name, request == null ? new Fields(Map.of()) : request);
    } catch (ProtocolException e) {
      if (id == 0) {
        throw new MalformedFrameException(e.getMessage());
      }
      return new Command.Malformed(id, e.getMessage());
    }
  }

  private static int id(Fields object, String name) throws MalformedFrameException {
    long id;
    try {
      id = object.number("id", 0, 0, Integer.MAX_VALUE);
    } catch (ProtocolException e) {
      throw new MalformedFrameException(e.getMessage());
    }
    if (id == 0 && !name.equals("send")) {
      throw new MalformedFrameException("the command " + name + " must have an id from 1");
    }
    return (int) id;
  }

  private static Command command(int id, String name, Fields request) {
    switch (name) {
      case "connect":
        return connect(id, request, Set.of());
      case "subscribe":
        return new Command.Subscribe(
            id,
            request.needText("channel"),
            request.text("token"),
            request.flag("recover") ? request.position() : null,
            request.payload("data"),
            request.flag("positioned"),
            request.flag("recoverable"),
            request.flag("join_leave"));
      case "unsubscribe":
        return new Command.Unsubscribe(id, request.needText("channel"));
      case "publish":
        return new Command.Publish(id, request.needText("channel"), request.needPayload("data"));
      case "presence":
        return new Command.Presence(id, request.needText("channel"));
      case "presence_stats":
        return new Command.PresenceStats(id, request.needText("channel"));
      case "history":
        return new Command.History(
            id,
            request.needText("channel"),
            (int) request.number("limit", 0, -1, Integer.MAX_VALUE),
            request.position("since"),
            request.flag("reverse"));
      case "ping":
        return new Command.Ping(id);
      case "send":
        return new Command.Send(request.needPayload("data"));
      case "rpc":
        return new Command.Rpc(id, request.needText("method"), request.payload("data"));
      case "refresh":
        return new Command.Refresh(id, request.needText("token"));
      case "sub_refresh":
        return new Command.SubRefresh(id, request.needText("channel"), request.needText("token"));
      default:
        throw new IllegalStateException("no decoder for " + name);
    }
  }

  private static Command.Connect connect(int id, Fields request, Set<String> channels) {
    return new Command.Connect(
        id,
        request.text("token"),
        request.payload("data"),
        positions(request),
        request.text("name"),
        request.text("version"),
        channels);
  }

  /** Positions of server-side subscriptions, for those that the client wants to recover. */
  private static Map<String, StreamPosition> positions(Fields request) {
    Fields subs = request.object("subs");
    Map<String, StreamPosition> positions = new LinkedHashMap<>();
    if (subs != null) {
      for (String channel : subs.values().keySet()) {
        Fields sub = subs.object(channel);
        if (sub != null && sub.flag("recover")) {
          positions.put(channel, sub.position());
        }
      }
    }
    return positions;
  }
}
