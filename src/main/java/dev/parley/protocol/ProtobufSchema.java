package dev.parley.protocol;

/**
 * The messages of the Protobuf variant: the number and type of each field that Parley reads or
 * writes. Source, also of the names: {@code client.proto} of centrifugal/protocol. Immutable; safe
 * for all threads.
 */
final class ProtobufSchema {
  private static final MessageType CLIENT_INFO =
      new MessageType("ClientInfo")
          .text(1, "user")
          .text(2, "client")
          .data(3, "conn_info")
          .data(4, "chan_info");

  private static final MessageType PUBLICATION =
      new MessageType("Publication")
          .data(4, "data")
          .message(5, "info", CLIENT_INFO)
          .number(6, "offset")
          .texts(7, "tags")
          .flag(8, "delta")
          .number(9, "time");

  private static final MessageType SUBSCRIBE_REQUEST =
      new MessageType("SubscribeRequest")
          .text(1, "channel")
          .text(2, "token")
          .flag(3, "recover")
          .text(6, "epoch")
          .unsigned(7, "offset")
          .data(8, "data")
          .flag(9, "positioned")
          .flag(10, "recoverable")
          .flag(11, "join_leave")
          .text(12, "delta")
          .anything(13, "tf")
          .number(14, "flag")
          .number(15, "type")
          .number(16, "phase")
          .text(17, "cursor")
          .number(18, "limit")
          .flag(19, "asc");

  private static final MessageType SUBSCRIBE_RESULT =
      expiry(new MessageType("SubscribeResult"), 1, 2)
          .flag(3, "recoverable")
          .text(6, "epoch")
          .messages(7, "publications", PUBLICATION)
          .flag(8, "recovered")
          .number(9, "offset")
          .flag(10, "positioned")
          .flag(12, "was_recovering")
          .flag(13, "delta");

  /** A message of a client: an id and one command; a pong is empty. */
  static final MessageType COMMAND =
      new MessageType("Command")
          .number(1, "id")
          .message(
              4,
              "connect",
              new MessageType("ConnectRequest")
                  .text(1, "token")
                  .data(2, "data")
                  .messagesByKey(3, "subs", SUBSCRIBE_REQUEST)
                  .text(4, "name")
                  .text(5, "version"))
          .message(5, "subscribe", SUBSCRIBE_REQUEST)
          .message(6, "unsubscribe", new MessageType("UnsubscribeRequest").text(1, "channel"))
          .message(
              7,
              "publish",
              new MessageType("PublishRequest")
                  .text(1, "channel")
                  .data(2, "data")
                  .number(3, "type")
                  .text(4, "key")
                  .flag(5, "removed"))
          .message(8, "presence", new MessageType("PresenceRequest").text(1, "channel"))
          .message(9, "presence_stats", new MessageType("PresenceStatsRequest").text(1, "channel"))
          .message(
              10,
              "history",
              new MessageType("HistoryRequest")
                  .text(1, "channel")
                  .number(7, "limit")
                  .message(
                      8,
                      "since",
                      new MessageType("StreamPosition").unsigned(1, "offset").text(2, "epoch"))
                  .flag(9, "reverse"))
          .message(11, "ping", new MessageType("PingRequest"))
          .message(12, "send", new MessageType("SendRequest").data(1, "data"))
          .message(13, "rpc", new MessageType("RPCRequest").data(1, "data").text(2, "method"))
          .message(14, "refresh", new MessageType("RefreshRequest").text(1, "token"))
          .message(
              15,
              "sub_refresh",
              new MessageType("SubRefreshRequest")
                  .text(1, "channel")
                  .text(2, "token")
                  .number(3, "type")
                  .anything(4, "track")
                  .anything(5, "untrack"));

  /** A request with a frame of commands. */
  static final MessageType EMULATION_REQUEST =
      new MessageType("EmulationRequest").text(1, "node").text(2, "session").bytes(3, "data");

  private static final MessageType PUSH =
      new MessageType("Push")
          .text(2, "channel")
          .message(4, "pub", PUBLICATION)
          .message(5, "join", new MessageType("Join").message(1, "info", CLIENT_INFO))
          .message(6, "leave", new MessageType("Leave").message(1, "info", CLIENT_INFO))
          .message(
              7, "unsubscribe", new MessageType("Unsubscribe").number(2, "code").text(3, "reason"))
          .message(
              9,
              "subscribe",
              new MessageType("Subscribe")
                  .flag(1, "recoverable")
                  .text(4, "epoch")
                  .number(5, "offset")
                  .flag(6, "positioned")
                  .data(7, "data")
                  .without("expires", "ttl", "recovered", "was_recovering", "delta"))
          .message(
              10,
              "connect",
              expiry(new MessageType("Connect").text(1, "client").text(2, "version"), 5, 6)
                  .data(3, "data")
                  .messagesByKey(4, "subs", SUBSCRIBE_RESULT)
                  .number(7, "ping")
                  .flag(8, "pong")
                  .text(9, "session")
                  .text(10, "node")
                  .number(11, "time"))
          .message(
              11,
              "disconnect",
              new MessageType("Disconnect")
                  .number(1, "code")
                  .text(2, "reason")
                  .flag(3, "reconnect"))
          .message(12, "refresh", expiry(new MessageType("Refresh"), 1, 2));

  /** A message of the server: the id and the result of a command, or a push; a ping is empty. */
  static final MessageType REPLY =
      new MessageType("Reply")
          .number(1, "id")
          .message(
              2,
              "error",
              new MessageType("Error").number(1, "code").text(2, "message").flag(3, "temporary"))
          .message(4, "push", PUSH)
          .message(
              5,
              "connect",
              expiry(new MessageType("ConnectResult").text(1, "client").text(2, "version"), 3, 4)
                  .data(5, "data")
                  .messagesByKey(6, "subs", SUBSCRIBE_RESULT)
                  .number(7, "ping")
                  .flag(8, "pong")
                  .text(9, "session")
                  .text(10, "node")
                  .number(11, "time"))
          .message(6, "subscribe", SUBSCRIBE_RESULT)
          .message(7, "unsubscribe", new MessageType("UnsubscribeResult"))
          .message(8, "publish", new MessageType("PublishResult"))
          .message(
              9,
              "presence",
              new MessageType("PresenceResult").messagesByKey(1, "presence", CLIENT_INFO))
          .message(
              10,
              "presence_stats",
              new MessageType("PresenceStatsResult")
                  .number(1, "num_clients")
                  .number(2, "num_users"))
          .message(
              11,
              "history",
              new MessageType("HistoryResult")
                  .messages(1, "publications", PUBLICATION)
                  .text(2, "epoch")
                  .number(3, "offset"))
          .message(12, "ping", new MessageType("PingResult"))
          .message(13, "rpc", new MessageType("RPCResult").data(1, "data"))
          .message(
              14,
              "refresh",
              expiry(new MessageType("RefreshResult").text(1, "client").text(2, "version"), 3, 4))
          .message(15, "sub_refresh", expiry(new MessageType("SubRefreshResult"), 1, 2));

  private ProtobufSchema() {}

  private static MessageType expiry(MessageType message, int expires, int ttl) {
    return message.flag(expires, "expires").number(ttl, "ttl");
  }
}
