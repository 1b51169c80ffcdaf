package dev.parley.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many sessions there are from each network that clients are counted by. Safe for all threads.
 */
final class AddressSessions {
  private final Map<String, Integer> byNetwork = new ConcurrentHashMap<>();

  /**
   * @param network null is not counted
   */
  void enter(String network) {
    if (network != null) {
      byNetwork.merge(network, 1, Integer::sum);
    }
  }

  /** As often as it has entered. */
  void leave(String network) {
    if (network != null) {
      byNetwork.computeIfPresent(network, (known, count) -> count == 1 ? null : count - 1);
    }
  }

  int count(String network) {
    return byNetwork.getOrDefault(network, 0);
  }
}
