package dev.parley.config;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** Where the texts of the configuration come from. */
interface ConfigurationSource {
  /** What stands there, as it was written: {@code ${…}} means nothing. */
  Optional<String> written(String key);

  /**
   * What stands there, with each {@code ${…}} replaced by the setting that it names.
   *
   * @throws IllegalArgumentException when it names none; the message says what would be right
   */
  default Optional<String> expanded(String key) {
    return written(key);
  }

  /** A source for tests and tools. */
  static ConfigurationSource of(Map<String, String> values) {
    return key -> Optional.ofNullable(values.get(key));
  }

  /**
   * MicroProfile Config. It expands by itself, and says of a value that it cannot expand that there
   * is none: the default would hold, and nobody would know.
   */
  static ConfigurationSource of(Config config) {
    return new ConfigurationSource() {
      @Override
      public Optional<String> written(String key) {
        try {
          return Optional.ofNullable(config.getConfigValue(key).getRawValue());
        } catch (IllegalArgumentException | NoSuchElementException e) {
          // It cannot be an expression, and need not be one. The sources stand in their order.
          return StreamSupport.stream(config.getConfigSources().spliterator(), false)
              .map(source -> source.getValue(key))
              .filter(value -> value != null)
              .findFirst();
        }
      }

      @Override
      public Optional<String> expanded(String key) {
        try {
          ConfigValue value = config.getConfigValue(key);
          if (value.getValue() != null || value.getRawValue() == null) {
            // As MicroProfile Config has it, what is empty is not set.
            return Optional.ofNullable(value.getValue()).filter(text -> !text.isEmpty());
          }
        } catch (IllegalArgumentException | NoSuchElementException e) {
          throw new IllegalArgumentException(NOT_EXPANDED, e);
        }
        throw new IllegalArgumentException(NOT_EXPANDED);
      }
    };
  }

  /** Says what is wrong with a value that cannot be expanded. */
  String NOT_EXPANDED =
      "${…} stands for another setting, and there is none of that name; write \\${ for the characters"
          + " themselves";
}
