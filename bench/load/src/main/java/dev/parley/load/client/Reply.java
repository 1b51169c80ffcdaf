package dev.parley.load.client;

import dev.parley.load.wire.Json;
import java.util.List;
import java.util.Map;

/** Reads the lines that are not worth a fast path: replies, errors, announcements. */
final class Reply {
  private Reply() {}

  static void read(String line, Client client) {
    Object parsed;
    try {
      parsed = Json.parse(line);
    } catch (IllegalArgumentException e) {
      client.unreadable(line);
      return;
    }
    if (!(parsed instanceof Map<?, ?> object)) {
      client.unreadable(line);
    } else if (object.containsKey("push")) {
      push(Json.object(parsed, "push"), client);
    } else if (object.get("id") instanceof Long id) {
      reply(id.intValue(), parsed, client);
    } else if (object.containsKey("error")) {
      client.failed(Integer.MAX_VALUE, error(parsed));
    } else {
      client.unreadable(line);
    }
  }

  private static void reply(int id, Object reply, Client client) {
    Map<?, ?> fields = (Map<?, ?>) reply;
    if (fields.containsKey("error")) {
      client.failed(id, error(reply));
    } else if (fields.containsKey("connect")) {
      client.connected();
    } else if (fields.containsKey("subscribe")) {
      subscribed(id, Json.object(reply, "subscribe"), client);
    } else if (fields.containsKey("publish")) {
      client.published(id);
    }
  }

  private static void subscribed(int id, Map<String, Object> result, Client client) {
    boolean recovered = Boolean.TRUE.equals(result.get("recovered"));
    String epoch = result.get("epoch") instanceof String text ? text : null;
    client.subscribed(id, epoch, Json.number(result, "offset", 0), recovered);
    if (result.get("publications") instanceof List<?> publications) {
      for (Object publication : publications) {
        delivery(client.channel(id), publication, client);
      }
    }
  }

  private static void push(Map<String, Object> push, Client client) {
    String channel = String.valueOf(push.get("channel"));
    if (push.containsKey("pub")) {
      client.meter().unfamiliar++;
      delivery(channel, push.get("pub"), client);
    } else if (push.containsKey("unsubscribe")) {
      client.unsubscribed(channel, Json.number(Json.object(push, "unsubscribe"), "code", 0));
    }
  }

  private static void delivery(String channel, Object publication, Client client) {
    Map<String, Object> data = Json.object(publication, "data");
    if (publication instanceof Map<?, ?> fields && data.containsKey("s")) {
      client.deliverySlowly(
          channel,
          Json.number(data, "p", 0),
          Json.number(data, "s", 0),
          Json.number(data, "t", 0),
          fields.get("offset") instanceof Long offset ? offset : 0);
    }
  }

  private static String error(Object reply) {
    Map<String, Object> error = Json.object(reply, "error");
    return error.get("code") + " " + error.get("message");
  }
}
