package dev.parley.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import dev.parley.security.Revocations;
import dev.parley.session.control.ClusterInfo;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The results of the methods. {@link ApiJson} writes them and the OpenAPI document shows them, so
 * the components are named as the fields of the JSON. A component of type Object may be a {@link
 * dev.parley.protocol.Payload}, which is written as it is.
 */
final class ApiResults {
  private ApiResults() {}

  record Position(long offset, String epoch) {
    static Position of(StreamPosition position) {
      return new Position(position.offset(), position.epoch());
    }
  }

  /** The result or the error for one channel of a broadcast. */
  @JsonInclude(Include.NON_NULL)
  record ChannelReply(Position result, Error error) {}

  record ChannelReplies(List<ChannelReply> responses) {}

  record Error(int code, String message, @JsonInclude(Include.NON_DEFAULT) boolean temporary) {
    static Error of(ProtocolException problem) {
      return new Error(problem.code().code(), problem.getMessage(), problem.code().temporary());
    }
  }

  @JsonInclude(Include.NON_NULL)
  record Client(String user, String client, Object conn_info, Object chan_info) {
    static Client of(ClientInfo info) {
      return new Client(info.user(), info.client(), info.connInfo(), info.chanInfo());
    }
  }

  record Clients(Map<String, Client> presence) {
    static Clients of(Result.Presence presence) {
      return new Clients(
          presence.clients().entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, each -> Client.of(each.getValue()))));
    }
  }

  record Stats(int num_clients, int num_users) {}

  record Publication(
      Object data,
      @JsonInclude(Include.NON_NULL) Client info,
      @JsonInclude(Include.NON_DEFAULT) long offset,
      @JsonInclude(Include.NON_EMPTY) Map<String, String> tags,
      long time) {
    static Publication of(dev.parley.protocol.Publication publication) {
      return new Publication(
          publication.data(),
          publication.info() == null ? null : Client.of(publication.info()),
          publication.offset(),
          publication.tags(),
          publication.time());
    }
  }

  record HistoryPage(
      @JsonInclude(Include.NON_EMPTY) List<Publication> publications, long offset, String epoch) {
    static HistoryPage of(Result.History history) {
      return new HistoryPage(
          history.publications().stream().map(Publication::of).toList(),
          history.head().offset(),
          history.head().epoch());
    }
  }

  record Connection(@Schema(description = "The member's parley.node.name") String node) {}

  record Connections(boolean online, Map<String, Connection> connections) {}

  record ChannelClients(int num_clients) {}

  record ActiveChannels(Map<String, ChannelClients> channels) {
    static ActiveChannels of(Map<String, Integer> clients) {
      return new ActiveChannels(
          clients.entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey, each -> new ChannelClients(each.getValue()))));
    }
  }

  record Empty() {}

  record Node(
      String uid,
      String name,
      String version,
      int num_clients,
      int num_users,
      int num_channels,
      long uptime) {
    static Node of(ClusterInfo.MemberInfo member) {
      return new Node(
          member.uid(),
          member.name(),
          member.version(),
          member.clients(),
          member.users(),
          member.channels(),
          member.uptime());
    }
  }

  record Nodes(List<Node> nodes) {
    static Nodes of(List<ClusterInfo.MemberInfo> members) {
      return new Nodes(members.stream().map(Node::of).toList());
    }
  }

  record SessionCount(
      @Schema(description = "The number of sessions on all members that the call applied to")
          int num_clients) {}

  record Drain(
      @Schema(example = "draining") String state,
      int sessions,
      @JsonInclude(Include.NON_NULL) @Schema(nullable = true) Long until) {
    static Drain of(dev.parley.session.drain.Drain.Progress progress) {
      return new Drain(
          progress.state().name().toLowerCase(Locale.ROOT),
          progress.sessions(),
          progress.until() == null ? null : progress.until().toEpochMilli());
    }
  }

  record IssuedTicket(
      @Schema(description = "The ticket. Send it as ?ticket= or as the token of connect")
          String ticket,
      @Schema(description = "When the ticket expires, in seconds since 1970") long expires) {}

  record Revocation(
      String user,
      @Schema(
              description =
                  "Tokens issued before this time are refused, in milliseconds since 1970")
          long issued_before,
      @Schema(description = "When the revocation is removed, in milliseconds since 1970")
          long kept_until) {
    static Revocation of(Revocations.Revocation revocation) {
      return new Revocation(
          revocation.user(), revocation.before().toEpochMilli(), revocation.until().toEpochMilli());
    }
  }

  record RevocationList(List<Revocation> revocations) {}

  /** The response of one call, and of one command in the older form. */
  @JsonInclude(Include.NON_NULL)
  record Reply(Object result, Error error) {}

  record BatchReplies(
      @Schema(
              description =
                  "One reply for each command, in the same order: the result under the name of the"
                      + " method, or error")
          List<Map<String, Object>> replies) {}

  // The responses of each method, for the OpenAPI document only: it has no generic types.

  record ChannelsResponse(ActiveChannels result) {}

  record EmptyResponse(Empty result) {}

  record TicketResponse(IssuedTicket result) {}

  record RevocationsResponse(RevocationList result) {}

  record PublishResponse(Position result) {}

  record BroadcastResponse(ChannelReplies result) {}

  record HistoryResponse(HistoryPage result) {}

  record PresenceResponse(Clients result) {}

  record PresenceStatsResponse(Stats result) {}

  record ConnectionsResponse(Connections result) {}

  record InfoResponse(Nodes result) {}

  record SessionCountResponse(SessionCount result) {}

  record DrainResponse(Drain result) {}
}
