package dev.parley.config;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads what is configured, key by key. What is wrong is noted and replaced by the default, and
 * which keys were read is remembered, so that those that nobody reads can be told. For one thread.
 */
final class Keys {
  /** Keys that server.xml and tls.xml read: as variables of the server they are listed here too. */
  static final Set<String> OF_THE_SERVER =
      Set.of(
          "parley.http.host",
          "parley.http.port",
          "parley.https.port",
          "parley.tls",
          "parley.tls.read",
          "parley.tls.keystore",
          "parley.tls.password",
          "parley.db.url",
          "parley.db.user",
          "parley.db.password",
          "parley.db.connections");

  /** A byte order mark, read as UTF-8 and as what a file of properties once was, ISO 8859-1. */
  private static final List<String> MARKS = List.of("\uFEFF", "\u00EF\u00BB\u00BF");

  private static final String MARKED =
      " begins with a byte order mark, which nobody sees: save the file where it stands as UTF-8"
          + " without one";

  private final Function<String, Optional<String>> source;
  private final List<String> problems;
  private final Set<String> read = new TreeSet<>();

  /**
   * @param problems takes what is wrong, for the operator
   */
  Keys(Function<String, Optional<String>> source, List<String> problems) {
    this.source = source;
    this.problems = problems;
  }

  /** Reads each setting of a table. */
  static <S extends Enum<S>> Map<S, Object> each(Class<S> table, Function<S, Object> reading) {
    Map<S, Object> values = new EnumMap<>(table);
    for (S setting : table.getEnumConstants()) {
      values.put(setting, reading.apply(setting));
    }
    return values;
  }

  Object read(String key, Value<?> value) {
    return read(key, value, value.defaultText());
  }

  Object read(String key, Value<?> value, String byDefault) {
    read.add(key);
    String text = source.apply(key).orElse(byDefault);
    if (isMarked(text)) {
      problems.add(key + ": its value" + MARKED);
      return value.parse(value.defaultText());
    }
    try {
      return value.parse(text);
    } catch (IllegalArgumentException e) {
      problems.add(key + (value.isShown() ? "=" + text : "") + ": " + e.getMessage());
      return value.parse(value.defaultText());
    }
  }

  /**
   * A key that nobody reads is a typing error, and the operator believes it works. A variable of
   * the environment is listed by some servers under a name of their own:
   * PARLEY_SESSION_PING_INTERVAL as parley.session.ping.interval.
   *
   * @param names all keys that are set
   * @param environment the names of the environment's variables
   */
  void checkForUnread(Set<String> names, Set<String> environment) {
    Set<String> variables = read.stream().map(Keys::variable).collect(Collectors.toSet());
    for (String name : names) {
      if (isMarked(name)) {
        problems.add(name + MARKED);
      }
      boolean byEnvironment =
          environment.contains(variable(name)) && variables.contains(variable(name));
      if (name.startsWith("parley.")
          && !read.contains(name)
          && !byEnvironment
          && !OF_THE_SERVER.contains(name)) {
        problems.add(
            name
                + ": there is no such key; docs/configuration.md lists them all, and"
                + " docs/operations.md those of server.xml");
      }
    }
  }

  private static boolean isMarked(String text) {
    return MARKS.stream().anyMatch(text::startsWith);
  }

  /**
   * The variable of the environment that sets a key (MicroProfile Config, "Environment Variables").
   */
  private static String variable(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
