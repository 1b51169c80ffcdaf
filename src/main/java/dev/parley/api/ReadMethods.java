package dev.parley.api;

import dev.parley.channel.ChannelService;
import dev.parley.channel.ClusterChannels;
import dev.parley.protocol.Fields;
import dev.parley.protocol.Result;
import dev.parley.security.UserIds;
import dev.parley.session.ClusterInfo;
import dev.parley.session.UserConnections;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What reading channels by the HTTP API does, and removing the history of one. Holds no state. */
@Singleton
class ReadMethods {
  private static final Set<String> CHANNEL = Set.of("channel");

  private final ChannelService channels;
  private final ClusterChannels cluster;
  private final ClusterInfo info;
  private final UserConnections connections;
  private final UserIds ids;
  private final ApiResponses answers;

  @Inject
  ReadMethods(
      ChannelService channels,
      ClusterChannels cluster,
      ClusterInfo info,
      UserConnections connections,
      UserIds ids,
      ApiResponses answers) {
    this.channels = channels;
    this.cluster = cluster;
    this.info = info;
    this.connections = connections;
    this.ids = ids;
    this.answers = answers;
  }

  List<ApiMethod> all() {
    return List.of(
        new ApiMethod(
            "history", Role.READ, Set.of("channel", "limit", "since", "reverse"), this::history),
        new ApiMethod("history_remove", Role.ADMIN, CHANNEL, this::removeHistory),
        new ApiMethod("presence", Role.READ, CHANNEL, atOnce(this::presence)),
        new ApiMethod("presence_stats", Role.READ, CHANNEL, atOnce(this::presenceStats)),
        new ApiMethod("connections", Role.READ, Set.of("user"), atOnce(this::connections)),
        new ApiMethod("channels", Role.READ, Set.of("pattern"), this::channels),
        new ApiMethod("info", Role.READ, Set.of(), request -> info()));
  }

  private static Function<Fields, CompletionStage<String>> atOnce(Function<Fields, String> work) {
    return request -> CompletableFuture.completedFuture(work.apply(request));
  }

  private CompletionStage<String> history(Fields request) {
    return channels
        .history(
            request.needText("channel"),
            (int) request.number("limit", 0, -1, Integer.MAX_VALUE),
            request.position("since"),
            request.flag("reverse"))
        .thenApply(answers::json);
  }

  private CompletionStage<String> removeHistory(Fields request) {
    return cluster.removeHistory(request.needText("channel")).thenApply(done -> "{}");
  }

  private String presence(Fields request) {
    return answers.json(channels.presence(request.needText("channel")));
  }

  private String presenceStats(Fields request) {
    return answers.json(channels.presenceStats(request.needText("channel")));
  }

  private String connections(Fields request) {
    Map<String, String> nodes = new HashMap<>();
    connections.of(ids.of(request)).forEach((client, member) -> nodes.put(client, member.name()));
    return answers.json(new Result.Connections(nodes));
  }

  private CompletionStage<String> channels(Fields request) {
    return cluster.active(request.text("pattern")).thenApply(answers::json);
  }

  private CompletionStage<String> info() {
    return info.gather().thenApply(answers::nodes);
  }
}
