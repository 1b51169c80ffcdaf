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

  record Publish(
      @Schema(required = true, example = "room:general") String channel,
      @Schema(required = true, description = "Any JSON value", example = "{\"text\":\"hello\"}")
          Object data,
      @Schema(description = "The same key twice in a channel gives one publication")
          String idempotency_key,
      Map<String, String> tags) {}

  record Broadcast(
      @Schema(required = true) List<String> channels,
      @Schema(required = true, description = "Any JSON value") Object data,
      String idempotency_key,
      Map<String, String> tags) {}

  record Channel(@Schema(required = true, example = "room:general") String channel) {}

  record History(
      @Schema(required = true, example = "room:general") String channel,
      @Schema(example = "10") int limit,
      Position since,
      boolean reverse) {}

  record Position(long offset, String epoch) {}

  record Client(String user, String client, Object conn_info, Object chan_info) {}

  record Publication(long offset, long time, Object data, Client info, Map<String, String> tags) {}

  record Error(int code, String message, boolean temporary) {}

  record Stats(int num_clients, int num_users) {}

  record HistoryPage(List<Publication> publications, long offset, String epoch) {}

  record Clients(Map<String, Client> presence) {}

  record Node(String name, String version, int num_clients, int num_users, int num_channels) {}

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

  record InfoAnswer(Nodes result) {}

  record DrainAnswer(Drain result) {}
}
