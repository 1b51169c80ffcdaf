package dev.parley.testing;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.StringJoiner;

/** Writes the commands of a client as JSON, without Parley's own codec. */
public final class CommandJson {
  private CommandJson() {}

  /** JSON that is written as it is. */
  public record Json(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  /** Takes the text as JSON and does not check it. */
  public static Json json(String text) {
    return new Json(text);
  }

  /** An object of names and values in turn. A value is a {@link Json}, text, a number or null. */
  public static Json object(Object... namesAndValues) {
    StringJoiner fields = new StringJoiner(",", "{", "}");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(value(namesAndValues[i]) + ":" + value(namesAndValues[i + 1]));
    }
    return new Json(fields.toString());
  }

  private static String value(Object value) {
    return value instanceof String text
        ? "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\""
        : String.valueOf(value);
  }

  /** A command with an id that has no method of its own here. */
  public static String command(long id, String name, Json request) {
    return object("id", id, name, request).text();
  }

  public static String connect(long id, String token) {
    return command(id, "connect", object("token", token));
  }

  public static String refresh(long id, String token) {
    return command(id, "refresh", object("token", token));
  }

  public static String subscribe(long id, String channel) {
    return command(id, "subscribe", object("channel", channel));
  }

  /** Subscribes with a token for the channel. */
  public static String subscribe(long id, String channel, String token) {
    return command(id, "subscribe", object("channel", channel, "token", token));
  }

  public static String refreshSubscription(long id, String channel, String token) {
    return command(id, "sub_refresh", object("channel", channel, "token", token));
  }

  public static String unsubscribe(long id, String channel) {
    return command(id, "unsubscribe", object("channel", channel));
  }

  /** Publishes the number 1. */
  public static String publish(long id, String channel) {
    return publish(id, channel, 1);
  }

  public static String publish(long id, String channel, Object data) {
    return command(id, "publish", object("channel", channel, "data", data));
  }

  public static String history(long id, String channel) {
    return command(id, "history", object("channel", channel));
  }

  /** Asks for the newest entries. */
  public static String history(long id, String channel, int limit) {
    return command(id, "history", object("channel", channel, "limit", limit));
  }

  public static String presence(long id, String channel) {
    return command(id, "presence", object("channel", channel));
  }

  public static String presenceStats(long id, String channel) {
    return command(id, "presence_stats", object("channel", channel));
  }

  public static String rpc(long id, String method) {
    return command(id, "rpc", object("method", method));
  }

  public static String rpc(long id, String method, Object data) {
    return command(id, "rpc", object("method", method, "data", data));
  }

  public static String ping(long id) {
    return command(id, "ping", object());
  }

  /** A message without an id, so without a reply. */
  public static String send(Object data) {
    return object("send", object("data", data)).text();
  }
}
