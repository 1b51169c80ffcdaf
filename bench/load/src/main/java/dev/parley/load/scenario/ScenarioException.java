package dev.parley.load.scenario;

import java.util.List;

/** A scenario that cannot be run, with all that is wrong with it; each problem names its key. */
public final class ScenarioException extends Exception {
  public ScenarioException(String scenario, List<String> problems) {
    super(scenario + ":\n  " + String.join("\n  ", problems));
  }
}
