package dev.parley.config;

/**
 * A setting of Parley: its name, the type of its value, its default and its meaning. Two keys are
 * equal only when they are the same object. Immutable.
 *
 * <p>The names of some keys have a part {@code NAME}, such as {@code parley.namespace.NAME.log}:
 * there is one setting for each name that another setting lists.
 *
 * @param <T> what the value is read as
 */
public final class Key<T> {
  private static final String PLACEHOLDER = ".NAME.";

  private final String name;
  private final ValueType<T> type;
  private final String defaultText;
  private final String meaning;

  Key(String name, ValueType<T> type, String defaultText, String meaning) {
    this.name = name;
    this.type = type;
    this.defaultText = defaultText;
    this.meaning = meaning;
  }

  /** The name of the property in MicroProfile Config. */
  public String name() {
    return name;
  }

  /**
   * The name of the property for one namespace, or for one key of the HTTP API.
   *
   * @param part replaces {@code NAME}
   */
  public String nameFor(String part) {
    return name.replace(PLACEHOLDER, "." + part + ".");
  }

  ValueType<T> type() {
    return type;
  }

  /** The default as a configuration file would hold it; empty when there is none. */
  String defaultText() {
    return defaultText;
  }

  /** What the setting does, in sentences. */
  String meaning() {
    return meaning;
  }

  /** The key of one namespace, or of one key of the HTTP API. */
  Key<T> named(String part) {
    return new Key<>(nameFor(part), type, defaultText, meaning);
  }

  Key<T> withDefault(String text) {
    return new Key<>(name, type, text, meaning);
  }
}
