package dev.parley.config;

import java.util.List;

/**
 * The configuration cannot be used; the message names each key that is wrong and what would be
 * right.
 */
public final class ConfigurationException extends RuntimeException {
  ConfigurationException(List<String> problems) {
    super("Parley's configuration is wrong: " + String.join("; ", problems));
  }
}
