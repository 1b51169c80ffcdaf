package dev.parley.api;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The shapes of requests and answers, for the OpenAPI document only: the data itself passes as it
 * is written.
 */
final class ApiModel {
  private ApiModel() {}

  record Pattern(
      @Schema(
              description = "Of their names; * stands for any characters. All if absent",
              example = "room:*")
          String pattern) {}

  record Heard(int num_clients) {}

  record ChannelMap(Map<String, Heard> channels) {}

  record ChannelsAnswer(ChannelMap result) {}

  record Nothing() {}

  record DoneAnswer(Nothing result) {}

  record Batch(
      @Schema(
              required = true,
              description =
                  "Each has one key, which is a method, and the fields of that method as an object",
              example = "[{\"publish\":{\"channel\":\"room:general\",\"data\":1}}]")
          List<Map<String, Object>> commands,
      @Schema(description = "Whether they may be done at once; otherwise one after the other")
          boolean parallel) {}

  record BatchAnswer(
      @Schema(
              description =
                  "One for each command, in their order: the result under the name of the method, or"
                      + " error")
          List<Map<String, Object>> replies) {}

  record OldCommand(@Schema(required = true, example = "publish") String method, Object params) {}

  record OldReply(Object result, Error error) {}

  record Publish(
      @Schema(required = true, example = "room:general") String channel,
      @Schema(required = true, description = "Any JSON value", example = "{\"text\":\"hello\"}")
          Object data,
      @Schema(description = "The same key twice in a channel gives one publication")
          String idempotency_key,
      Map<String, String> tags,
      @Schema(description = "One JSON value in base64, instead of data") String b64data,
      @Schema(description = "Where the channel has a log: refused") boolean skip_history,
      @Schema(description = "Where the namespace allows no deltas: refused") boolean delta) {}

  record Broadcast(
      @Schema(required = true) List<String> channels,
      @Schema(required = true, description = "Any JSON value") Object data,
      String idempotency_key,
      Map<String, String> tags,
      @Schema(description = "One JSON value in base64, instead of data") String b64data,
      @Schema(description = "Where the channel has a log: refused") boolean skip_history,
      @Schema(description = "Where the namespace allows no deltas: refused") boolean delta) {}

  record Channel(@Schema(required = true, example = "room:general") String channel) {}

  record History(
      @Schema(required = true, example = "room:general") String channel,
      @Schema(example = "10") int limit,
      Position since,
      boolean reverse) {}

  record Position(long offset, String epoch) {}

  record Subscribe(
      @Schema(required = true, example = "u1") String user,
      @Schema(required = true, example = "room:general") String channel,
      @Schema(description = "The only client that is meant; all of the user's if absent")
          String client,
      @Schema(description = "What the client is told with it: any JSON value") Object data,
      @Schema(description = "What came after this position comes first") Position recover_since) {}

  record Unsubscribe(
      @Schema(required = true, example = "u1") String user,
      @Schema(required = true, example = "room:general") String channel,
      @Schema(description = "The only client that is meant; all of the user's if absent")
          String client) {}

  record Disconnect(
      @Schema(required = true, example = "u1") String user,
      @Schema(description = "The only client that is meant; all of the user's if absent")
          String client,
      @Schema(description = "Clients that stay") List<String> whitelist,
      @Schema(description = "What the client is told; 3503 and \"force disconnect\" if absent")
          Reason disconnect) {}

  record Reason(
      @Schema(
              description =
                  "3000 to 3499 and 4000 to 4499: the client comes back; otherwise it stays away",
              example = "4500",
              minimum = "3000",
              maximum = "4999")
          int code,
      @Schema(description = "123 bytes of it reach the client") String reason) {}

  record Refresh(
      @Schema(required = true, example = "u1") String user,
      @Schema(description = "The only client that is meant; all of the user's if absent")
          String client,
      @Schema(description = "True ends the sessions now with 3005") boolean expired,
      @Schema(description = "When they end, in seconds since 1970", example = "1800000000")
          long expire_at) {}

  record Ticket(
      @Schema(description = "Whose session it opens; with the right admin only", example = "u1")
          String user,
      @Schema(
              description =
                  "When that session ends, in seconds since 1970; with the right admin only, and never"
                      + " if absent",
              example = "1800000000")
          Long expire_at,
      @Schema(description = "What others may see of the user; with the right admin only")
          Object info,
      @Schema(
              description =
                  "What it may do beyond the namespaces, as in a token: lists of subscribe,"
                      + " publish, history, presence by channel; with the right admin only")
          Map<String, List<String>> channels,
      @Schema(
              description = "The only address it may be used from; any if absent",
              example = "192.0.2.7")
          String ip) {}

  record TicketMade(
      @Schema(description = "The secret, for ?ticket= or as token of connect") String ticket,
      @Schema(description = "Until when it can be used, in seconds since 1970") long expires) {}

  record TicketAnswer(TicketMade result) {}

  record Revoke(
      @Schema(required = true, example = "u1") String user,
      @Schema(
              description =
                  "Tokens issued before this are taken back, in seconds since 1970; now if absent",
              example = "1800000000")
          Long issued_before) {}

  record WhoseRevocations(@Schema(description = "All if absent", example = "u1") String user) {}

  record Revoked(
      String user,
      @Schema(description = "Milliseconds since 1970") long issued_before,
      @Schema(description = "Until when it is remembered, in milliseconds since 1970")
          long kept_until) {}

  record RevokedList(List<Revoked> revocations) {}

  record RevocationsAnswer(RevokedList result) {}

  record Reached(
      @Schema(description = "The sessions, on all members, for which it holds now")
          int num_clients) {}

  record User(@Schema(required = true, example = "anna") String user) {}

  record Connection(@Schema(description = "The member's parley.node.name") String node) {}

  record Connections(boolean online, Map<String, Connection> connections) {}

  record Client(String user, String client, Object conn_info, Object chan_info) {}

  record Publication(long offset, long time, Object data, Client info, Map<String, String> tags) {}

  record Error(int code, String message, boolean temporary) {}

  record Stats(int num_clients, int num_users) {}

  record HistoryPage(List<Publication> publications, long offset, String epoch) {}

  record Clients(Map<String, Client> presence) {}

  record Node(
      String uid,
      String name,
      String version,
      int num_clients,
      int num_users,
      int num_channels,
      long uptime) {}

  record Nodes(List<Node> nodes) {}

  record Drain(
      @Schema(example = "draining") String state,
      int sessions,
      @Schema(nullable = true) Long until) {}

  record Outcome(Position result, Error error) {}

  record Outcomes(List<Outcome> responses) {}

  record PublishAnswer(Position result) {}

  record BroadcastAnswer(Outcomes result) {}

  record HistoryAnswer(HistoryPage result) {}

  record PresenceAnswer(Clients result) {}

  record PresenceStatsAnswer(Stats result) {}

  record ConnectionsAnswer(Connections result) {}

  record InfoAnswer(Nodes result) {}

  record ReachedAnswer(Reached result) {}

  record DrainAnswer(Drain result) {}
}
