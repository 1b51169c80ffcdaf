package dev.parley.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the sessions from each network. Safe for all threads. */
final class AddressSessions {
  private final Map<String, Integer> byNetwork = new ConcurrentHashMap<>();

  /**
   * @param network null is not counted
   */
  void add(String network) {
    if (network != null) {
      byNetwork.merge(network, 1, Integer::sum);
    }
  }

  /** Takes one {@link #add} back. */
  void remove(String network) {
    if (network != null) {
      byNetwork.computeIfPresent(network, (known, count) -> count == 1 ? null : count - 1);
    }
  }

  int count(String network) {
    return byNetwork.getOrDefault(network, 0);
  }
}
