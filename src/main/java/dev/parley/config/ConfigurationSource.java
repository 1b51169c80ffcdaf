package dev.parley.config;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** A source of the texts of the configuration. */
interface ConfigurationSource {
  /** The text of a key as it was written, with each {@code ${…}}. */
  Optional<String> rawText(String key);

  /**
   * The text of a key, with each {@code ${…}} replaced by the setting that it names.
   *
   * @throws IllegalArgumentException when there is no such setting; the message says what to write
   */
  default Optional<String> expandedText(String key) {
    return rawText(key);
  }

  /** A source for tests and tools. */
  static ConfigurationSource of(Map<String, String> values) {
    return key -> Optional.ofNullable(values.get(key));
  }

  /**
   * A source of MicroProfile Config. For a value that MicroProfile Config cannot expand, it returns
   * none, and the default would be used without a message. This source throws instead.
   */
  static ConfigurationSource of(Config config) {
    return new ConfigurationSource() {
      @Override
      public Optional<String> rawText(String key) {
        try {
          return Optional.ofNullable(config.getConfigValue(key).getRawValue());
        } catch (IllegalArgumentException | NoSuchElementException e) {
          // The value is no valid expression, so take it from the first source that has it.
          return StreamSupport.stream(config.getConfigSources().spliterator(), false)
              .map(source -> source.getValue(key))
              .filter(value -> value != null)
              .findFirst();
        }
      }

      @Override
      public Optional<String> expandedText(String key) {
        try {
          ConfigValue value = config.getConfigValue(key);
          if (value.getValue() != null || value.getRawValue() == null) {
            // In MicroProfile Config an empty value is not set.
            return Optional.ofNullable(value.getValue()).filter(text -> !text.isEmpty());
          }
        } catch (IllegalArgumentException | NoSuchElementException e) {
          throw new IllegalArgumentException(NOT_EXPANDED, e);
        }
        throw new IllegalArgumentException(NOT_EXPANDED);
      }
    };
  }

  /** The message for a value that cannot be expanded. */
  String NOT_EXPANDED =
      "${…} stands for another setting, and there is none of that name; write \\${ for the characters"
          + " themselves";
}
