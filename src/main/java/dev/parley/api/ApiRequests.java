package dev.parley.api;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The bodies of requests, for the OpenAPI document only: {@link JsonBody} reads the fields of a
 * request without a record, because it takes raw JSON as it was written.
 */
final class ApiRequests {
  private ApiRequests() {}

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
      ApiResults.Position since,
      boolean reverse) {}

  record Subscribe(
      @Schema(required = true, example = "u1") String user,
      @Schema(required = true, example = "room:general") String channel,
      @Schema(description = "The only client that is meant; all of the user's if absent")
          String client,
      @Schema(description = "What the client is told with it: any JSON value") Object data,
      @Schema(description = "What came after this position comes first")
          ApiResults.Position recover_since) {}

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

  record User(@Schema(required = true, example = "anna") String user) {}

  record Pattern(
      @Schema(
              description = "Of their names; * stands for any characters. All if absent",
              example = "room:*")
          String pattern) {}

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

  record Revoke(
      @Schema(required = true, example = "u1") String user,
      @Schema(
              description =
                  "Tokens issued before this are taken back, in seconds since 1970; now if absent",
              example = "1800000000")
          Long issued_before) {}

  record WhoseRevocations(@Schema(description = "All if absent", example = "u1") String user) {}

  record Batch(
      @Schema(
              required = true,
              description =
                  "Each has one key, which is a method, and the fields of that method as an object",
              example = "[{\"publish\":{\"channel\":\"room:general\",\"data\":1}}]")
          List<Map<String, Object>> commands,
      @Schema(description = "Whether they may be done at once; otherwise one after the other")
          boolean parallel) {}

  record OldCommand(@Schema(required = true, example = "publish") String method, Object params) {}
}
