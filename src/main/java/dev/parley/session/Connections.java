package dev.parley.session;

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

/**
 * Where users are connected, on all members: every session is subscribed to its user's own channel,
 * so the presence of that channel is the registry of the user's connections. Safe for all threads.
 */
@Singleton
public class Connections {
  private final Presence presence;

  /** Null if the server subscribes nobody to a channel that knows who is present. */
  private final Namespace registry;

  @Inject
  Connections(ParleyConfig config, Presence presence) {
    this.presence = presence;
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
    String channel = registry.name() + ":" + user;
    Map<String, ClientInfo> clients = presence.of(channel);
    Map<String, Member> members = presence.membersOf(channel);
    // Somebody else may have been subscribed to the user's own channel.
    members.keySet().removeIf(id -> !isOf(user, clients.get(id)));
    return members;
  }

  private static boolean isOf(String user, ClientInfo client) {
    return client != null && client.user().equals(user);
  }
}
