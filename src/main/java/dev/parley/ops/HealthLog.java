package dev.parley.ops;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes into the log when a health check answers otherwise than before: probes ask every few
 * seconds, and the same line each time would bury the others. Safe for all threads.
 */
@Singleton
class HealthLog {
  private static final System.Logger LOG = System.getLogger(HealthLog.class.getName());

  /** By the name of a check: what it last answered with no. */
  private final Map<String, List<String>> last = new ConcurrentHashMap<>();

  private final Set<String> wereUp = ConcurrentHashMap.newKeySet();

  /**
   * A check has answered.
   *
   * @param failed the questions that were answered with no
   * @param cause why one of them could not be answered; null if all could
   */
  void answered(String check, List<String> failed, RuntimeException cause) {
    List<String> before = last.put(check, failed);
    if (failed.equals(before)) {
      return;
    }
    if (!failed.isEmpty()) {
      // Until it has been up once it is only on its way.
      boolean starts = !wereUp.contains(check) && cause == null;
      LOG.log(
          starts ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
          "not " + check + ", because of " + String.join(", ", failed),
          cause);
    } else {
      wereUp.add(check);
      if (before != null) {
        LOG.log(System.Logger.Level.INFO, check);
      }
    }
  }
}
