package dev.parley.session;

import dev.parley.protocol.ClientInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open sessions of this member by their user. Safe for all threads: the sessions of one user
 * change under the lock of its entry, and a user without a session has no entry.
 */
final class UserSessions {
  private final Map<String, Map<String, Session>> byUser = new ConcurrentHashMap<>();

  /** Adds a session, and returns how many its user has now. */
  int add(ClientInfo info, Session session) {
    int[] count = new int[1];
    byUser.compute(
        info.user(),
        (user, known) -> {
          Map<String, Session> sessions = known == null ? new HashMap<>(2) : known;
          sessions.put(info.client(), session);
          count[0] = sessions.size();
          return sessions;
        });
    return count[0];
  }

  void remove(ClientInfo info) {
    byUser.computeIfPresent(
        info.user(),
        (user, sessions) -> {
          sessions.remove(info.client());
          return sessions.isEmpty() ? null : sessions;
        });
  }

  /**
   * The sessions of a user: a copy.
   *
   * @param client the id of the only client that is meant; null for all
   */
  List<Session> of(String user, String client) {
    List<Session> found = new ArrayList<>();
    byUser.computeIfPresent(
        user,
        (key, sessions) -> {
          if (client == null) {
            found.addAll(sessions.values());
          } else if (sessions.containsKey(client)) {
            found.add(sessions.get(client));
          }
          return sessions;
        });
    return found;
  }

  /** The number of users that have a session. */
  int count() {
    return byUser.size();
  }
}
