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
      @Schema(description = "Two publications with the same key in one channel are stored once")
          String idempotency_key,
      Map<String, String> tags,
      @Schema(description = "One JSON value in base64, instead of data") String b64data,
      @Schema(description = "Refused for a channel with a log") boolean skip_history,
      @Schema(description = "Refused for a namespace without deltas") boolean delta) {}

  record Broadcast(
      @Schema(required = true) List<String> channels,
      @Schema(required = true, description = "Any JSON value") Object data,
      String idempotency_key,
      Map<String, String> tags,
      @Schema(description = "One JSON value in base64, instead of data") String b64data,
      @Schema(description = "Refused for a channel with a log") boolean skip_history,
      @Schema(description = "Refused for a namespace without deltas") boolean delta) {}

  record Channel(@Schema(required = true, example = "room:general") String channel) {}

  record History(
      @Schema(required = true, example = "room:general") String channel,
      @Schema(example = "10") int limit,
      ApiResults.Position since,
      boolean reverse) {}

  record Subscribe(
      @Schema(required = true, example = "u1") String user,
      @Schema(required = true, example = "room:general") String channel,
      @Schema(description = "Only this client. Without it: all clients of the user") String client,
      @Schema(description = "Any JSON value; the client gets it with the subscription") Object data,
      @Schema(description = "The client first gets the publications after this position")
          ApiResults.Position recover_since) {}

  record Unsubscribe(
      @Schema(required = true, example = "u1") String user,
      @Schema(required = true, example = "room:general") String channel,
      @Schema(description = "Only this client. Without it: all clients of the user")
          String client) {}

  record Disconnect(
      @Schema(required = true, example = "u1") String user,
      @Schema(description = "Only this client. Without it: all clients of the user") String client,
      @Schema(description = "Clients that stay connected") List<String> whitelist,
      @Schema(
              description =
                  "The code and the reason for the client. Without it: 3503 and \"force disconnect\"")
          Reason disconnect) {}

  record Reason(
      @Schema(
              description =
                  "The client reconnects after 3000 to 3499 and 4000 to 4499, and not after other codes",
              example = "4500",
              minimum = "3000",
              maximum = "4999")
          int code,
      @Schema(description = "The client gets the first 123 bytes") String reason) {}

  record Refresh(
      @Schema(required = true, example = "u1") String user,
      @Schema(description = "Only this client. Without it: all clients of the user") String client,
      @Schema(description = "Closes the sessions at once with 3005") boolean expired,
      @Schema(
              description = "When the sessions expire, in seconds since 1970",
              example = "1800000000")
          long expire_at) {}

  record User(@Schema(required = true, example = "anna") String user) {}

  record Pattern(
      @Schema(
              description =
                  "A pattern for the names, in which * stands for any characters. Without it: all channels",
              example = "room:*")
          String pattern) {}

  record Ticket(
      @Schema(
              description = "The user of the session that the ticket opens. Needs the right admin",
              example = "u1")
          String user,
      @Schema(
              description =
                  "When the session expires, in seconds since 1970. Without it: never. Needs the right"
                      + " admin",
              example = "1800000000")
          Long expire_at,
      @Schema(description = "What others see of the user: any JSON value. Needs the right admin")
          Object info,
      @Schema(
              description =
                  "Further permissions of the session, as in a token: for each channel a list of"
                      + " subscribe, publish, history and presence. Needs the right admin")
          Map<String, List<String>> channels,
      @Schema(
              description = "The only address that may use the ticket. Without it: any address",
              example = "192.0.2.7")
          String ip) {}

  record Revoke(
      @Schema(required = true, example = "u1") String user,
      @Schema(
              description =
                  "Tokens issued before this time are revoked, in seconds since 1970. Without it: now",
              example = "1800000000")
          Long issued_before) {}

  record RevocationsRequest(
      @Schema(
              description = "Only the revocations of this user. Without it: of all users",
              example = "u1")
          String user) {}

  record Batch(
      @Schema(
              required = true,
              description =
                  "Each command is an object with one key, the name of a method. Its value is an object with the fields of that method",
              example = "[{\"publish\":{\"channel\":\"room:general\",\"data\":1}}]")
          List<Map<String, Object>> commands,
      @Schema(
              description =
                  "Whether the commands may run at the same time. Otherwise they run one after the other")
          boolean parallel) {}

  record Command(@Schema(required = true, example = "publish") String method, Object params) {}
}
