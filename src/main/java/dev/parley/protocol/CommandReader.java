package dev.parley.protocol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes commands of the fields that a codec has read, with the same checks for all codecs. Holds no
 * state.
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

  /** Of 32 bits without a sign. */
  private static final long MOST_ID = 0xffff_ffffL;

  /** Asks for a number in place of the channel's name, which the server need not give. */
  private static final long FLAG_CHANNEL_ID = 1;

  /** Asks to be refused with 112 when the position is gone. */
  private static final long FLAG_MUST_RECOVER = 2;

  private static final String OF_MAPS =
      " must be left out: there are no maps and no shared polls here, only streams (type 0)";

  /** The defaults of fields that ask for maps or shared polls. */
  private static final Map<String, Object> SUBSCRIBE_TO_MAPS =
      Map.of("type", 0L, "phase", 0L, "cursor", "", "limit", 0L, "asc", false);

  private static final Map<String, Object> PUBLISH_TO_MAPS =
      Map.of("type", 0L, "key", "", "removed", false);

  private static final Map<String, Object> REFRESH_OF_POLLS =
      Map.of("type", 0L, "track", List.of(), "untrack", List.of());

  private CommandReader() {}

  /**
   * @param most the greatest number of commands; of those behind them only the id is kept
   * @throws MalformedFrameException when there are none, or one has no id or no known name
   */
  static List<Command> commands(Source messages, int most) throws MalformedFrameException {
    List<Command> commands = new ArrayList<>(2);
    for (Fields message = messages.next(); message != null; message = messages.next()) {
      Command command = command(message);
      boolean isExcess = commands.size() >= most && !(command instanceof Command.Pong);
      commands.add(isExcess ? new Command.Excess(command.id()) : command);
    }
    if (commands.isEmpty()) {
      throw new MalformedFrameException("a frame must hold at least one command");
    }
    return commands;
  }

  /** The messages of one frame. */
  interface Source {
    /** The fields of the next message; null behind the last. */
    Fields next() throws MalformedFrameException;
  }

  /**
   * The only command of a client without an SDK: its {@code subs} are the channels to subscribe to.
   *
   * @throws MalformedFrameException when a field is invalid
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
      return new Command.Malformed(id, e.code(), e.getMessage());
    }
  }

  private static int id(Fields object, String name) throws MalformedFrameException {
    long id;
    try {
      id = object.number("id", 0, 0, MOST_ID);
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
        checkSubscription(request);
        return new Command.Subscribe(
            id,
            request.needText("channel"),
            request.text("token"),
            since(request),
            request.payload("data"),
            request.flag("positioned"),
            request.flag("recoverable"),
            request.flag("join_leave"),
            "fossil".equals(request.text("delta")),
            mustRecover(request));
      case "unsubscribe":
        return new Command.Unsubscribe(id, request.needText("channel"));
      case "publish":
        refuseMaps(request, PUBLISH_TO_MAPS);
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
        refuseMaps(request, REFRESH_OF_POLLS);
        return new Command.SubRefresh(id, request.needText("channel"), request.needText("token"));
      default:
        throw new IllegalStateException("no decoder for " + name);
    }
  }

  private static Command.Connect connect(int id, Fields request, Set<String> channels) {
    Set<String> mustRecover = new HashSet<>();
    return new Command.Connect(
        id,
        request.text("token"),
        request.payload("data"),
        positions(request, mustRecover),
        request.text("name"),
        request.text("version"),
        channels,
        mustRecover);
  }

  /** Rejects options that are not served and would change what the client gets. */
  private static void checkSubscription(Fields request) {
    request.refuse(
        "tf",
        null,
        ErrorCode.BAD_REQUEST,
        " must be left out: there are no filters by tags, and all publications would come");
    refuseMaps(request, SUBSCRIBE_TO_MAPS);
  }

  /** Refuses the fields of maps and shared polls, unless they have these defaults. */
  private static void refuseMaps(Fields request, Map<String, Object> byDefault) {
    byDefault.forEach(
        (field, value) -> request.refuse(field, value, ErrorCode.NOT_AVAILABLE, OF_MAPS));
  }

  /** The position to recover from; null if the client does not recover. */
  private static StreamPosition since(Fields request) {
    StreamPosition since = request.position();
    return request.flag("recover") ? since : null;
  }

  /** What {@code flag} says of a subscription, bit by bit. */
  private static boolean mustRecover(Fields request) {
    long flag = request.number("flag", 0, Long.MIN_VALUE, Long.MAX_VALUE);
    if ((flag & ~(FLAG_CHANNEL_ID | FLAG_MUST_RECOVER)) != 0) {
      throw new ProtocolException(
          ErrorCode.BAD_REQUEST, "flag has a bit that is not known here: only 1 and 2 are");
    }
    return (flag & FLAG_MUST_RECOVER) != 0;
  }

  /** Positions of server-side subscriptions, for those that the client wants to recover. */
  private static Map<String, StreamPosition> positions(Fields request, Set<String> mustRecover) {
    Fields subs = request.object("subs");
    Map<String, StreamPosition> positions = new LinkedHashMap<>();
    if (subs != null) {
      for (String channel : subs.values().keySet()) {
        Fields sub = subs.object(channel);
        if (sub != null) {
          checkSubscription(sub);
          if (mustRecover(sub)) {
            mustRecover.add(channel);
          }
          StreamPosition since = since(sub);
          if (since != null) {
            positions.put(channel, since);
          }
        }
      }
    }
    return positions;
  }
}
