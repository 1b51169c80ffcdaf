package dev.parley.config;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The configuration cannot be used; the message names each key that is wrong and what would be
 * right.
 */
public final class ConfigurationException extends RuntimeException {
  /**
   * @param warnings what would only be told if nothing were wrong, and may be why something is
   */
  ConfigurationException(List<String> problems, List<String> warnings) {
    super(
        "Parley's configuration is wrong: "
            + Stream.of(problems, warnings)
                .flatMap(List::stream)
                .collect(Collectors.joining("; ")));
  }
}
