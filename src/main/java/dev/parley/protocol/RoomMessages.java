package dev.parley.protocol;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/**
 * Writes the messages that a client of a room gets, as {@code docs/protocol.md} lists them: each is
 * one JSON object with its type. Holds no state.
 */
final class RoomMessages {
  static final String TYPING = "typing";
  private static final Payload NULL = Payload.json("null");

  private RoomMessages() {}

  /** The first message of a session that is in its room. */
  static Frame start(String room, Result.Connect connect, Result.Subscribe subscription) {
    return message(
        "start",
        out -> {
          out.text("room", room);
          out.text("client", connect.client());
          id(out, subscription.position());
          if (connect.ttl() > 0) {
            out.number("ttl", connect.ttl());
          }
        });
  }

  /** Not all that came after the wanted position is there any more; the room goes on from here. */
  static Frame gap(StreamPosition position) {
    return message(
        "gap",
        out -> {
          id(out, position);
          out.text(
              "text", "not all messages after your id are there any more: load your data again");
        });
  }

  static Frame message(Publication publication, String epoch) {
    ClientInfo info = publication.info();
    return message(
        "message",
        out -> {
          id(out, new StreamPosition(publication.offset(), epoch));
          if (info == null) {
            out.payload("user", NULL);
          } else {
            out.text("user", info.user());
            shown(out, info);
          }
          out.number("time", publication.time());
          if (!publication.tags().isEmpty()) {
            out.beginMap("tags");
            for (Map.Entry<String, String> tag : publication.tags().entrySet()) {
              out.entry(tag.getKey(), tag.getValue());
            }
            out.endMap();
          }
          out.payload("data", publication.data());
        });
  }

  /** Somebody types, or has stopped. */
  static Frame typing(Publication event) {
    boolean typing = TypingEvent.isTyping(event);
    return message(
        TYPING,
        out -> {
          client(out, event.info());
          out.flag("typing", typing);
          if (typing) {
            out.number("for", TypingEvent.DURATION.toMillis());
          }
        });
  }

  /**
   * The client's own typing was taken.
   *
   * @param ref of the client's message
   */
  static Frame typingTaken(Payload ref) {
    return message(TYPING, out -> ref(out, ref));
  }

  /**
   * @param ref of the client's message
   */
  static Frame stored(Payload ref, StreamPosition position) {
    return message(
        "stored",
        out -> {
          ref(out, ref);
          id(out, position);
        });
  }

  /**
   * @param ref null if the client has not asked, or without one
   */
  static Frame presence(Payload ref, Collection<ClientInfo> clients) {
    return message(
        "presence",
        out -> {
          ref(out, ref);
          out.beginList("here");
          for (ClientInfo client : clients) {
            out.beginItem();
            client(out, client);
            out.end();
          }
          out.endList();
        });
  }

  /** Says why it is not said who is there. */
  static Frame unknownPresence(ErrorCode code, String text) {
    return message(
        "presence",
        out -> {
          out.payload("here", NULL);
          problem(out, code, text);
        });
  }

  static Frame joined(ClientInfo client) {
    return message("join", out -> client(out, client));
  }

  static Frame left(ClientInfo client) {
    return message("leave", out -> client(out, client));
  }

  /**
   * @param ref null if the message had none
   */
  static Frame error(Payload ref, ErrorCode code, String text) {
    return message(
        "error",
        out -> {
          ref(out, ref);
          problem(out, code, text);
        });
  }

  static Frame pong(Payload ref) {
    return message("pong", out -> ref(out, ref));
  }

  /**
   * The session has a new end.
   *
   * @param ref null if the client has not asked, or without one
   * @param ttl seconds until then; 0 if there is none
   */
  static Frame refreshed(Payload ref, long ttl) {
    return message(
        "refresh",
        out -> {
          ref(out, ref);
          if (ttl > 0) {
            out.number("ttl", ttl);
          }
        });
  }

  /** A push of another channel than the room, with the fields that the protocol gives it. */
  static Frame push(Push push) {
    return message("push", out -> MessageFields.fields(out, push));
  }

  private static Frame message(String type, MessageFields.Body body) {
    return Frame.of(
        JsonCodec.line(
            out -> {
              out.text("type", type);
              body.write(out);
            }));
  }

  /** Where the channel keeps no log, there are no ids. */
  private static void id(MessageWriter out, StreamPosition position) throws IOException {
    if (!position.epoch().isEmpty()) {
      out.text("id", RoomPosition.id(position));
    }
  }

  private static void ref(MessageWriter out, Payload ref) throws IOException {
    if (ref != null) {
      out.payload("ref", ref);
    }
  }

  private static void problem(MessageWriter out, ErrorCode code, String text) throws IOException {
    out.number("code", code.code());
    out.text("text", text);
    if (code.temporary()) {
      out.flag("temporary", true);
    }
  }

  private static void client(MessageWriter out, ClientInfo client) throws IOException {
    out.text("user", client.user());
    out.text("client", client.client());
    shown(out, client);
  }

  private static void shown(MessageWriter out, ClientInfo client) throws IOException {
    if (client.connInfo() != null) {
      out.payload("info", client.connInfo());
    }
    if (client.chanInfo() != null) {
      out.payload("room_info", client.chanInfo());
    }
  }
}
