package dev.parley.api;

import dev.parley.channel.ChannelService;
import dev.parley.channel.ClusterChannels;
import dev.parley.protocol.Fields;
import dev.parley.protocol.Result;
import dev.parley.security.UserIds;
import dev.parley.session.UserConnections;
import dev.parley.session.control.ClusterInfo;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The methods of the HTTP API that read channels, and the one that removes a history. Holds no
 * state.
 */
@Singleton
class ReadMethods {
  private static final Set<String> CHANNEL = Set.of("channel");

  private final ChannelService channels;
  private final ClusterChannels cluster;
  private final ClusterInfo info;
  private final UserConnections connections;
  private final UserIds ids;

  @Inject
  ReadMethods(
      ChannelService channels,
      ClusterChannels cluster,
      ClusterInfo info,
      UserConnections connections,
      UserIds ids) {
    this.channels = channels;
    this.cluster = cluster;
    this.info = info;
    this.connections = connections;
    this.ids = ids;
  }

  List<ApiMethod> all() {
    return List.of(
        new ApiMethod(
            "history", Role.READ, Set.of("channel", "limit", "since", "reverse"), this::history),
        new ApiMethod("history_remove", Role.ADMIN, CHANNEL, this::removeHistory),
        new ApiMethod("presence", Role.READ, CHANNEL, immediate(this::presence)),
        new ApiMethod("presence_stats", Role.READ, CHANNEL, immediate(this::presenceStats)),
        new ApiMethod("connections", Role.READ, Set.of("user"), immediate(this::connections)),
        new ApiMethod("channels", Role.READ, Set.of("pattern"), this::channels),
        new ApiMethod("info", Role.READ, Set.of(), request -> info()));
  }

  private static Function<Fields, CompletionStage<?>> immediate(Function<Fields, Object> work) {
    return request -> CompletableFuture.completedFuture(work.apply(request));
  }

  private CompletionStage<?> history(Fields request) {
    return channels
        .history(
            request.needText("channel"),
            (int) request.number("limit", 0, -1, Integer.MAX_VALUE),
            request.position("since"),
            request.flag("reverse"))
        .thenApply(ApiResults.HistoryPage::of);
  }

  private CompletionStage<?> removeHistory(Fields request) {
    return cluster
        .removeHistory(request.needText("channel"))
        .thenApply(done -> new ApiResults.Empty());
  }

  private Object presence(Fields request) {
    return ApiResults.Clients.of(channels.presence(request.needText("channel")));
  }

  private Object presenceStats(Fields request) {
    Result.PresenceStats stats = channels.presenceStats(request.needText("channel"));
    return new ApiResults.Stats(stats.clients(), stats.users());
  }

  private Object connections(Fields request) {
    Map<String, ApiResults.Connection> found = new HashMap<>();
    connections
        .of(ids.of(request))
        .forEach((client, member) -> found.put(client, new ApiResults.Connection(member.name())));
    return new ApiResults.Connections(!found.isEmpty(), found);
  }

  private CompletionStage<?> channels(Fields request) {
    return cluster.active(request.text("pattern")).thenApply(ApiResults.ActiveChannels::of);
  }

  private CompletionStage<?> info() {
    return info.gather().thenApply(ApiResults.Nodes::of);
  }
}
