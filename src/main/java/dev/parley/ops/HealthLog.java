package dev.parley.ops;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Logs a health check when its answer changes. Probes ask every few seconds, and a line for each
 * would hide all others. Safe for all threads.
 */
@Singleton
class HealthLog {
  private static final System.Logger LOG = System.getLogger(HealthLog.class.getName());

  /** The failed questions of the last answer, by the name of the check. */
  private final Map<String, List<String>> last = new ConcurrentHashMap<>();

  private final Set<String> wereUp = ConcurrentHashMap.newKeySet();

  /**
   * Logs the answer of a check if it has changed.
   *
   * @param failed the questions whose answer is no
   * @param cause why a question has no answer; null if all have one
   */
  void logChange(String check, List<String> failed, RuntimeException cause) {
    List<String> before = last.put(check, failed);
    if (failed.equals(before)) {
      return;
    }
    if (!failed.isEmpty()) {
      // Until it has been up once, the member is starting.
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
