package dev.parley.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a command of the fields that a codec has read: what is checked is the same for all codecs.
 * Holds no state.
 */
final class CommandReader {
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

  private CommandReader() {}

  /**
   * @param messages the fields of the messages of one frame
   * @throws MalformedFrameException when there are none, or one has no id or no known name
   */
  static List<Command> commands(List<Fields> messages) throws MalformedFrameException {
    if (messages.isEmpty()) {
      throw new MalformedFrameException("a frame must hold at least one command");
    }
    List<Command> commands = new ArrayList<>(messages.size());
    for (Fields message : messages) {
      commands.add(command(message));
    }
    return commands;
  }

  /**
   * What a client wants that says nothing else, and whose {@code subs} are the channels to be
   * subscribed to.
   *
   * @throws MalformedFrameException when a field is wrong
   */
  static Command.Connect connectOnly(Fields request) throws MalformedFrameException {
    try {
      Fields subs = request.object("subs");
      return connect(1, request, subs == null ? Set.of() : subs.values().keySet());
    } catch (ProtocolException e) {
      throw new MalformedFrameException(e.getMessage());
    }
  }

  /**
   * @throws MalformedFrameException when a field is wrong or missing
   */
  static EmulationRequest emulation(Fields request) throws MalformedFrameException {
    try {
      return new EmulationRequest(
          request.needText("node"), request.needText("session"), request.needBytes("data"));
    } catch (ProtocolException e) {
      throw new MalformedFrameException(e.getMessage());
    }
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
            request.flag("join_leave"),
            "fossil".equals(request.text("delta")));
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
