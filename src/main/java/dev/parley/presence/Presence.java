package dev.parley.presence;

import dev.parley.protocol.ClientInfo;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is in which channel. Safe for all threads; each channel changes under the lock of its own
 * entry.
 */
@Singleton
public class Presence {
  private final Map<String, Attendance> channels = new ConcurrentHashMap<>();

  /** Notes a client; noting it again replaces what is known of it. */
  public void enter(String channel, ClientInfo info) {
    channels.compute(
        channel,
        (name, attendance) -> {
          Attendance changed = attendance == null ? new Attendance() : attendance;
          changed.enter(info);
          return changed;
        });
  }

  /** Forgets a client; forgetting one that is not there does nothing. */
  public void leave(String channel, String client) {
    channels.computeIfPresent(
        channel,
        (name, attendance) -> {
          attendance.leave(client);
          return attendance.isEmpty() ? null : attendance;
        });
  }

  /** All clients of a channel by their id: a copy. */
  public Map<String, ClientInfo> of(String channel) {
    Map<String, ClientInfo> copy = new HashMap<>();
    channels.computeIfPresent(
        channel,
        (name, attendance) -> {
          copy.putAll(attendance.clients);
          return attendance;
        });
    return copy;
  }

  /** How many clients a channel has and how many users they are, without walking over them. */
  public Stats statsOf(String channel) {
    Stats[] stats = {new Stats(0, 0)};
    channels.computeIfPresent(
        channel,
        (name, attendance) -> {
          stats[0] = new Stats(attendance.clients.size(), attendance.clientsOfUser.size());
          return attendance;
        });
    return stats[0];
  }

  /**
   * Numbers of one channel.
   *
   * @param clients connections
   * @param users different user ids behind them
   */
  public record Stats(int clients, int users) {}

  /** The clients of one channel; guarded by the entry of the map it stands in. */
  private static final class Attendance {
    private final Map<String, ClientInfo> clients = new HashMap<>();
    private final Map<String, Integer> clientsOfUser = new HashMap<>();

    void enter(ClientInfo info) {
      leave(info.client());
      clients.put(info.client(), info);
      clientsOfUser.merge(info.user(), 1, Integer::sum);
    }

    void leave(String client) {
      ClientInfo gone = clients.remove(client);
      if (gone != null) {
        clientsOfUser.computeIfPresent(gone.user(), (user, n) -> n == 1 ? null : n - 1);
      }
    }

    boolean isEmpty() {
      return clients.isEmpty();
    }
  }
}
