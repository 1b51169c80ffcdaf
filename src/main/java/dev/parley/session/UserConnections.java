package dev.parley.session;

import dev.parley.cluster.Members;
import dev.parley.cluster.Members.Member;
import dev.parley.config.Namespace;
import dev.parley.config.ParleyConfig;
import dev.parley.presence.Presence;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Says where users are connected, on all members: every session is subscribed to its user's own
 * channel, so the presence of that channel is the registry of the user's connections. Safe for all
 * threads.
 */
@Singleton
public class UserConnections {
  private final Presence presence;
  private final Members members;

  /** Null if the server subscribes nobody to a channel that knows who is present. */
  private final Namespace registry;

  @Inject
  UserConnections(ParleyConfig config, Presence presence, Members members) {
    this.presence = presence;
    this.members = members;
    this.registry =
        config.namespaces().stream()
            .filter(namespace -> namespace.autoSubscribe() && namespace.presence())
            .findFirst()
            .orElse(null);
  }

  /**
   * The members that hold the connections of a user, by the ids of its clients; empty if the user
   * is not online. One that was lost stands there for {@code parley.presence.grace}, if there is no
   * other. A session that has left its user's own channel is not counted.
   *
   * @throws ProtocolException 108 when no namespace keeps this registry
   */
  public Map<String, Member> of(String user) {
    if (registry == null) {
      throw new ProtocolException(
          ErrorCode.NOT_AVAILABLE,
          "no namespace has both auto-subscribe and presence; see parley.namespace.NAME.presence");
    }
    return ofUser(user, presence.membersOf(channel(user)));
  }

  /**
   * How many sessions a user has on other members, as far as this one knows; 0 where no namespace
   * keeps the registry.
   */
  int countElsewhere(String user) {
    return knowsOthers()
        ? (int) elsewhere(ofUser(user, presence.membersOfConnected(channel(user)))).count()
        : 0;
  }

  /**
   * How many members hold sessions of a user, or have just lost them; this one counts in any case.
   */
  int countMembers(String user) {
    return knowsOthers()
        ? 1 + (int) elsewhere(ofUser(user, presence.membersOf(channel(user)))).distinct().count()
        : 1;
  }

  private boolean knowsOthers() {
    return registry != null && !members.others().isEmpty();
  }

  private Stream<Member> elsewhere(Map<String, Member> holders) {
    return holders.values().stream().filter(member -> !member.equals(members.self()));
  }

  private String channel(String user) {
    return registry.name() + ":" + user;
  }

  /** Somebody else may have been subscribed to the user's own channel. */
  private Map<String, Member> ofUser(String user, Map<String, Member> holders) {
    Map<String, ClientInfo> clients = presence.of(channel(user));
    holders.keySet().removeIf(id -> !isOf(user, clients.get(id)));
    return holders;
  }

  private static boolean isOf(String user, ClientInfo client) {
    return client != null && client.user().equals(user);
  }
}
