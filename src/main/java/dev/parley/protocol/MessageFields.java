package dev.parley.protocol;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The fields of the messages of the server, for all codecs: each method hands the fields of one
 * message to a {@link MessageWriter}. Holds no state.
 */
final class MessageFields {
  private MessageFields() {}

  /** Writes the fields of one message. */
  interface Body {
    void write(MessageWriter out) throws IOException;
  }

  static void reply(MessageWriter out, int id, Result result) throws IOException {
    out.number("id", Integer.toUnsignedLong(id));
    out.begin(nameOf(result));
    fields(out, result);
    out.end();
  }

  static void error(MessageWriter out, int id, ErrorCode code, String message) throws IOException {
    if (id != 0) {
      out.number("id", Integer.toUnsignedLong(id));
    }
    out.begin("error");
    out.number("code", code.code());
    out.text("message", message);
    flagIf(out, "temporary", code.temporary());
    out.end();
  }

  static void push(MessageWriter out, Push push) throws IOException {
    out.begin("push");
    fields(out, push);
    out.end();
  }

  /** A push without the message around it. */
  static void fields(MessageWriter out, Push push) throws IOException {
    if (!push.channel().isEmpty()) {
      out.text("channel", push.channel());
    }
    if (push instanceof Push.Published published) {
      out.begin("pub");
      publication(out, published.publication());
    } else if (push instanceof Push.Compressed compressed) {
      out.begin("pub");
      compressed(out, compressed.publication(), compressed.delta());
    } else if (push instanceof Push.Join join) {
      out.begin("join");
      info(out, "info", join.info());
    } else if (push instanceof Push.Leave leave) {
      out.begin("leave");
      info(out, "info", leave.info());
    } else if (push instanceof Push.Unsubscribed unsubscribed) {
      out.begin("unsubscribe");
      out.number("code", unsubscribed.code());
      out.text("reason", unsubscribed.reason());
    } else if (push instanceof Push.Subscribed subscribed) {
      out.begin("subscribe");
      subscribe(out, subscribed.result());
      payloadIf(out, "data", subscribed.data());
    } else if (push instanceof Push.Refreshed refreshed) {
      out.begin("refresh");
      expiry(out, refreshed.ttl());
    } else if (push instanceof Push.Connected connected) {
      out.begin("connect");
      fields(out, connected.result());
    } else if (push instanceof Push.Disconnected disconnected) {
      out.begin("disconnect");
      out.number("code", disconnected.code().code());
      out.text("reason", disconnected.reason());
      flagIf(out, "reconnect", disconnected.code().reconnects());
    }
    out.end();
  }

  private static String nameOf(Result result) {
    if (result instanceof Result.Connect) {
      return "connect";
    } else if (result instanceof Result.Subscribe) {
      return "subscribe";
    } else if (result instanceof Result.Done done) {
      return done.command();
    } else if (result instanceof Result.Published) {
      return "publish";
    } else if (result instanceof Result.Presence) {
      return "presence";
    } else if (result instanceof Result.PresenceStats) {
      return "presence_stats";
    } else if (result instanceof Result.History) {
      return "history";
    } else if (result instanceof Result.Rpc) {
      return "rpc";
    } else if (result instanceof Result.Refresh) {
      return "refresh";
    } else if (result instanceof Result.SubRefresh) {
      return "sub_refresh";
    }
    throw new IllegalArgumentException("no command of the protocol answers " + result);
  }

  /** The fields of a result. */
  static void fields(MessageWriter out, Result result) throws IOException {
    if (result instanceof Result.Connect connect) {
      connect(out, connect);
    } else if (result instanceof Result.Subscribe subscribe) {
      subscribe(out, subscribe);
    } else if (result instanceof Result.Presence presence) {
      out.beginMap("presence");
      for (Map.Entry<String, ClientInfo> client : presence.clients().entrySet()) {
        out.beginEntry(client.getKey());
        info(out, client.getValue());
        out.endEntry();
      }
      out.endMap();
    } else if (result instanceof Result.PresenceStats stats) {
      out.number("num_clients", stats.clients());
      out.number("num_users", stats.users());
    } else if (result instanceof Result.History history) {
      publications(out, history.publications(), MessageFields::publication);
      position(out, history.head());
    } else if (result instanceof Result.Rpc rpc) {
      payloadIf(out, "data", rpc.data());
    } else if (result instanceof Result.Refresh refresh) {
      out.text("client", refresh.client());
      out.text("version", refresh.version());
      expiry(out, refresh.ttl());
    } else if (result instanceof Result.SubRefresh refresh) {
      expiry(out, refresh.ttl());
    } else if (result instanceof Result.Position position) {
      position(out, position.position());
    }
  }

  private static void connect(MessageWriter out, Result.Connect connect) throws IOException {
    out.text("client", connect.client());
    out.text("version", connect.version());
    expiry(out, connect.ttl());
    payloadIf(out, "data", connect.data());
    if (!connect.subs().isEmpty()) {
      out.beginMap("subs");
      for (Map.Entry<String, Result.Subscribe> sub : connect.subs().entrySet()) {
        out.beginEntry(sub.getKey());
        subscribe(out, sub.getValue());
        out.endEntry();
      }
      out.endMap();
    }
    out.number("ping", connect.ping());
    flagIf(out, "pong", connect.pong());
    if (connect.session() != null) {
      out.text("session", connect.session());
    }
    out.text("node", connect.node());
    out.number("time", connect.time());
  }

  private static void subscribe(MessageWriter out, Result.Subscribe subscribe) throws IOException {
    expiry(out, subscribe.ttl());
    flagIf(out, "recoverable", subscribe.recoverable());
    flagIf(out, "positioned", subscribe.positioned());
    if (subscribe.recoverable() || subscribe.positioned()) {
      position(out, subscribe.position());
    }
    publications(
        out,
        subscribe.publications(),
        subscribe.delta() ? (o, each) -> compressed(o, each, null) : MessageFields::publication);
    flagIf(out, "recovered", subscribe.recovered());
    flagIf(out, "was_recovering", subscribe.wasRecovering());
    flagIf(out, "delta", subscribe.delta());
  }

  private static void position(MessageWriter out, StreamPosition position) throws IOException {
    out.number("offset", position.offset());
    out.text("epoch", position.epoch());
  }

  /** Writes one of several publications. */
  private interface EachPublication {
    void write(MessageWriter out, Publication publication) throws IOException;
  }

  private static void publications(
      MessageWriter out, List<Publication> publications, EachPublication each) throws IOException {
    if (publications.isEmpty()) {
      return;
    }
    out.beginList("publications");
    for (Publication publication : publications) {
      out.beginItem();
      each.write(out, publication);
      out.end();
    }
    out.endList();
  }

  private static void publication(MessageWriter out, Publication publication) throws IOException {
    out.payload("data", publication.data());
    about(out, publication);
  }

  /**
   * Once deltas are agreed, data is text in JSON, also where it is sent as it is.
   *
   * @param delta null to send the data as it is
   */
  private static void compressed(MessageWriter out, Publication publication, Payload delta)
      throws IOException {
    out.payloadAsText("data", delta == null ? publication.data() : delta);
    flagIf(out, "delta", delta != null);
    about(out, publication);
  }

  private static void about(MessageWriter out, Publication publication) throws IOException {
    if (publication.info() != null) {
      info(out, "info", publication.info());
    }
    if (publication.offset() > 0) {
      out.number("offset", publication.offset());
    }
    if (!publication.tags().isEmpty()) {
      out.beginMap("tags");
      for (Map.Entry<String, String> tag : publication.tags().entrySet()) {
        out.entry(tag.getKey(), tag.getValue());
      }
      out.endMap();
    }
    out.number("time", publication.time());
  }

  private static void info(MessageWriter out, String name, ClientInfo info) throws IOException {
    out.begin(name);
    info(out, info);
    out.end();
  }

  private static void info(MessageWriter out, ClientInfo info) throws IOException {
    out.text("user", info.user());
    out.text("client", info.client());
    payloadIf(out, "conn_info", info.connInfo());
    payloadIf(out, "chan_info", info.chanInfo());
  }

  /** Protobuf has room for 32 bits of it; clients hold them in an int. */
  private static void expiry(MessageWriter out, long ttl) throws IOException {
    if (ttl > 0) {
      out.flag("expires", true);
      out.number("ttl", Math.min(ttl, Integer.MAX_VALUE));
    }
  }

  private static void flagIf(MessageWriter out, String name, boolean value) throws IOException {
    if (value) {
      out.flag(name, true);
    }
  }

  private static void payloadIf(MessageWriter out, String name, Payload payload)
      throws IOException {
    if (payload != null) {
      out.payload(name, payload);
    }
  }
}
