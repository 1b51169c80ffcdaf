package dev.parley.config;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The configuration is wrong. The message names each wrong key and says what to write. */
public final class ConfigurationException extends RuntimeException {
  /**
   * @param warnings are part of the message too, because they may be the reason of a problem
   */
  ConfigurationException(List<String> problems, List<String> warnings) {
    super(
        "Parley's configuration is wrong: "
            + Stream.of(problems, warnings)
                .flatMap(List::stream)
                .collect(Collectors.joining("; ")));
  }
}
