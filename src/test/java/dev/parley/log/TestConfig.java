package dev.parley.log;

import dev.parley.config.ParleyConfig;
import java.util.HashMap;
import java.util.Map;

/** A configuration with a namespace for each kind of log. */
public final class TestConfig {
  private TestConfig() {}

  /** Keys and values by turns. */
  public static ParleyConfig of(String... settings) {
    Map<String, String> values = new HashMap<>();
    values.put("parley.namespaces", "room,mem,event");
    values.put("parley.namespace.mem.log", "memory");
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    return ParleyConfig.of(values);
  }
}
