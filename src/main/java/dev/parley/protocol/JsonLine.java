package dev.parley.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** One reply or push being written as a line of JSON. Used by one thread, once. */
final class JsonLine {
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(32).build())
          .build();

  private final StringWriter out = new StringWriter(256);
  private final JsonGenerator json;

  JsonLine() {
    try {
      json = FACTORY.createGenerator(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Body {
    void write() throws IOException;
  }

  String reply(int id, Result result) {
    return line(
        () -> {
          json.writeNumberField("id", id);
          writeResult(result);
        });
  }

  String error(int id, ErrorCode code, String message) {
    return line(
        () -> {
          if (id > 0) {
            json.writeNumberField("id", id);
          }
          json.writeObjectFieldStart("error");
          json.writeNumberField("code", code.code());
          json.writeStringField("message", message);
          flag("temporary", code.temporary());
          json.writeEndObject();
        });
  }

  String push(Push push) {
    return line(
        () -> {
          json.writeObjectFieldStart("push");
          if (!push.channel().isEmpty()) {
            json.writeStringField("channel", push.channel());
          }
          writePush(push);
          json.writeEndObject();
        });
  }

  String result(Result result) {
    return line(() -> writeFields(result));
  }

  private String line(Body body) {
    try {
      json.writeStartObject();
      body.write();
      json.writeEndObject();
      json.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a string writer does not fail", e);
    }
    return out.toString();
  }

  private void writePush(Push push) throws IOException {
    if (push instanceof Push.Published published) {
      json.writeObjectFieldStart("pub");
      writePublicationFields(published.publication());
    } else if (push instanceof Push.Join join) {
      json.writeObjectFieldStart("join");
      writeInfo("info", join.info());
    } else if (push instanceof Push.Leave leave) {
      json.writeObjectFieldStart("leave");
      writeInfo("info", leave.info());
    } else if (push instanceof Push.Unsubscribed unsubscribed) {
      json.writeObjectFieldStart("unsubscribe");
      json.writeNumberField("code", unsubscribed.code());
      json.writeStringField("reason", unsubscribed.reason());
    } else if (push instanceof Push.Subscribed subscribed) {
      json.writeObjectFieldStart("subscribe");
      writeFields(subscribed.result());
      payload("data", subscribed.data());
    } else if (push instanceof Push.Refreshed refreshed) {
      json.writeObjectFieldStart("refresh");
      writeExpiry(refreshed.ttl());
    } else if (push instanceof Push.Connected connected) {
      json.writeObjectFieldStart("connect");
      writeFields(connected.result());
    } else if (push instanceof Push.Disconnected disconnected) {
      json.writeObjectFieldStart("disconnect");
      json.writeNumberField("code", disconnected.code().code());
      json.writeStringField("reason", disconnected.reason());
      flag("reconnect", disconnected.code().reconnects());
    }
    json.writeEndObject();
  }

  private void writeResult(Result result) throws IOException {
    json.writeObjectFieldStart(nameOf(result));
    writeFields(result);
    json.writeEndObject();
  }

  private static String nameOf(Result result) {
    if (result instanceof Result.Connect) {
      return "connect";
    } else if (result instanceof Result.Subscribe) {
      return "subscribe";
    } else if (result instanceof Result.Done done) {
      return done.command();
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

  private void writeFields(Result result) throws IOException {
    if (result instanceof Result.Connect connect) {
      writeConnect(connect);
    } else if (result instanceof Result.Subscribe subscribe) {
      writeSubscribe(subscribe);
    } else if (result instanceof Result.Presence presence) {
      json.writeObjectFieldStart("presence");
      for (Map.Entry<String, ClientInfo> client : presence.clients().entrySet()) {
        writeInfo(client.getKey(), client.getValue());
      }
      json.writeEndObject();
    } else if (result instanceof Result.PresenceStats stats) {
      json.writeNumberField("num_clients", stats.clients());
      json.writeNumberField("num_users", stats.users());
    } else if (result instanceof Result.Reached reached) {
      json.writeNumberField("num_clients", reached.clients());
    } else if (result instanceof Result.Connections connections) {
      json.writeBooleanField("online", !connections.nodes().isEmpty());
      json.writeObjectFieldStart("connections");
      for (Map.Entry<String, String> client : connections.nodes().entrySet()) {
        json.writeObjectFieldStart(client.getKey());
        json.writeStringField("node", client.getValue());
        json.writeEndObject();
      }
      json.writeEndObject();
    } else if (result instanceof Result.History history) {
      writePublications(history.publications());
      writePosition(history.head());
    } else if (result instanceof Result.Rpc rpc) {
      payload("data", rpc.data());
    } else if (result instanceof Result.Refresh refresh) {
      json.writeStringField("client", refresh.client());
      json.writeStringField("version", refresh.version());
      writeExpiry(refresh.ttl());
    } else if (result instanceof Result.SubRefresh refresh) {
      writeExpiry(refresh.ttl());
    } else if (result instanceof Result.Position position) {
      writePosition(position.position());
    } else if (result instanceof Result.Node node) {
      json.writeStringField("name", node.name());
      json.writeStringField("version", node.version());
      json.writeNumberField("num_clients", node.clients());
      json.writeNumberField("num_users", node.users());
      json.writeNumberField("num_channels", node.channels());
    }
  }

  private void writeConnect(Result.Connect connect) throws IOException {
    json.writeStringField("client", connect.client());
    json.writeStringField("version", connect.version());
    writeExpiry(connect.ttl());
    payload("data", connect.data());
    if (!connect.subs().isEmpty()) {
      json.writeObjectFieldStart("subs");
      for (Map.Entry<String, Result.Subscribe> sub : connect.subs().entrySet()) {
        json.writeObjectFieldStart(sub.getKey());
        writeSubscribe(sub.getValue());
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeNumberField("ping", connect.ping());
    flag("pong", connect.pong());
    if (connect.session() != null) {
      json.writeStringField("session", connect.session());
    }
    json.writeStringField("node", connect.node());
    json.writeNumberField("time", connect.time());
  }

  private void writeSubscribe(Result.Subscribe subscribe) throws IOException {
    writeExpiry(subscribe.ttl());
    flag("recoverable", subscribe.recoverable());
    flag("positioned", subscribe.positioned());
    if (subscribe.recoverable() || subscribe.positioned()) {
      writePosition(subscribe.position());
    }
    writePublications(subscribe.publications());
    flag("recovered", subscribe.recovered());
    flag("was_recovering", subscribe.wasRecovering());
  }

  private void writePosition(StreamPosition position) throws IOException {
    json.writeNumberField("offset", position.offset());
    json.writeStringField("epoch", position.epoch());
  }

  private void writePublications(List<Publication> publications) throws IOException {
    if (publications.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("publications");
    for (Publication publication : publications) {
      json.writeStartObject();
      writePublicationFields(publication);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writePublicationFields(Publication publication) throws IOException {
    payload("data", publication.data());
    if (publication.info() != null) {
      writeInfo("info", publication.info());
    }
    if (publication.offset() > 0) {
      json.writeNumberField("offset", publication.offset());
    }
    if (!publication.tags().isEmpty()) {
      json.writeObjectFieldStart("tags");
      for (Map.Entry<String, String> tag : publication.tags().entrySet()) {
        json.writeStringField(tag.getKey(), tag.getValue());
      }
      json.writeEndObject();
    }
    json.writeNumberField("time", publication.time());
  }

  private void writeInfo(String name, ClientInfo info) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("user", info.user());
    json.writeStringField("client", info.client());
    payload("conn_info", info.connInfo());
    payload("chan_info", info.chanInfo());
    json.writeEndObject();
  }

  private void writeExpiry(long ttl) throws IOException {
    if (ttl > 0) {
      json.writeBooleanField("expires", true);
      json.writeNumberField("ttl", ttl);
    }
  }

  private void flag(String name, boolean value) throws IOException {
    if (value) {
      json.writeBooleanField(name, true);
    }
  }

  private void payload(String name, Payload payload) throws IOException {
    if (payload != null) {
      json.writeFieldName(name);
      json.writeRawValue(payload.text());
    }
  }
}
