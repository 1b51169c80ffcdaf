package dev.parley.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the configuration key by key. It reports wrong values as problems and uses the default for
 * them. It remembers which keys were read, so that it can report unknown names. For one thread.
 */
final class KeyReader {
  /** The byte order mark, read as UTF-8 and as ISO 8859-1, the older encoding of properties. */
  private static final List<String> BYTE_ORDER_MARKS = List.of("\uFEFF", "\u00EF\u00BB\u00BF");

  private static final String MARKED =
      " begins with a byte order mark, which editors do not show: save the file as UTF-8 without"
          + " one";

  private final ConfigurationSource source;
  private final Map<String, String> environment;
  private final List<String> problems;
  private final List<String> warnings = new ArrayList<>();
  private final Set<String> knownNames = new TreeSet<>(LibertyCheck.KEYS);

  /**
   * @param environment the variables of the environment
   * @param problems receives a sentence for each problem
   */
  KeyReader(ConfigurationSource source, Map<String, String> environment, List<String> problems) {
    this.source = source;
    this.environment = environment;
    this.problems = problems;
  }

  /** Reads the value of a key, or its default when the value is wrong. */
  <T> T read(Key<T> key) {
    String name = key.name();
    knownNames.add(name);
    if (key.type().isSecret()) {
      return readSecret(key);
    }
    String text = source.rawText(name).orElse(key.defaultText());
    if (isMarked(text)) {
      problems.add(name + ": its value" + MARKED);
      return defaultOf(key);
    }
    try {
      text = source.expandedText(name).orElse(key.defaultText());
      return key.type().parse(text);
    } catch (IllegalArgumentException e) {
      addWrongValue(name, text, e);
      return defaultOf(key);
    }
  }

  private static <T> T defaultOf(Key<T> key) {
    return key.type().parse(key.defaultText());
  }

  private void addWrongValue(String key, String text, IllegalArgumentException e) {
    problems.add(
        key
            + "="
            + text
            + ": "
            + e.getMessage()
            + ServiceVariables.explanation(variable(key), environment));
  }

  private <T> T readSecret(Key<T> key) {
    String name = key.name();
    String fileKey = name + SecretText.FILE_SUFFIX;
    knownNames.add(fileKey);
    String written = source.rawText(name).orElse("");
    String file = fileOf(fileKey);
    if (!file.isEmpty() && !written.isEmpty()) {
      problems.add(name + " and " + fileKey + " are both set: remove one of them");
      return defaultOf(key);
    }
    String from = name;
    try {
      if (file.isEmpty()) {
        checkDecoded(name, written);
        return key.type().parse(written);
      }
      from = fileKey + "=" + file;
      return key.type().parse(SecretText.ofFile(file));
    } catch (IllegalArgumentException e) {
      problems.add(from + ": " + e.getMessage());
      return defaultOf(key);
    }
  }

  private String fileOf(String fileKey) {
    try {
      return source.expandedText(fileKey).orElse("").trim();
    } catch (IllegalArgumentException e) {
      problems.add(fileKey + ": " + e.getMessage());
      return "";
    }
  }

  private void checkDecoded(String key, String text) {
    if (text.equals(environment.get(variable(key)))) {
      SecretText.checkDecoded(text, System.getProperty("native.encoding", ""));
    }
  }

  /** Checks the value of a key that only the server reads, unless the server must expand it. */
  void checkWritten(String key, ValueType<?> type) {
    source
        .rawText(key)
        .filter(text -> !text.contains("${"))
        .ifPresent(
            text -> {
              try {
                type.parse(text);
              } catch (IllegalArgumentException e) {
                addWrongValue(key, text, e);
              }
            });
  }

  /**
   * Checks a secret that only the server reads.
   *
   * @param check throws IllegalArgumentException for a secret that the server would change
   */
  void checkSecret(String key, Consumer<String> check) {
    String fileKey = key + SecretText.FILE_SUFFIX;
    knownNames.add(fileKey);
    if (!source.rawText(fileKey).orElse("").isEmpty()) {
      problems.add(
          fileKey
              + ": the server reads this secret itself, and not by the name of a file: save the file"
              + " as variables/"
              + key
              + " beside server.xml");
    }
    String text = source.rawText(key).orElse("");
    String fromEnvironment = environment.getOrDefault(variable(key), "");
    if (!fromEnvironment.isEmpty() && !fromEnvironment.equals(text)) {
      problems.add(
          key
              + " is set twice, by the environment and by a file or server.xml: remove one of them");
    }
    try {
      checkDecoded(key, text);
      check.accept(text);
    } catch (IllegalArgumentException e) {
      problems.add(key + ": " + e.getMessage());
    }
  }

  /**
   * Reports unknown names, because they are probably typing errors: as a problem, and in the
   * environment, where other programs write too, as a warning.
   *
   * @param names the names of all properties that are set. Some servers list a variable of the
   *     environment under another name: PARLEY_SESSION_PING_INTERVAL as
   *     parley.session.ping.interval
   */
  void checkUnknownNames(Set<String> names) {
    for (String name : names) {
      if (isMarked(name)) {
        problems.add(name + MARKED);
      }
      if (name.startsWith("parley.")
          && !knownNames.contains(name)
          && !environment.containsKey(variable(name))) {
        problems.add(
            name
                + ": there is no such key"
                + nearest(name, knownNames.stream())
                + "; docs/configuration.md lists them all, and docs/operations.md those of"
                + " server.xml");
      }
    }
    Set<String> variables =
        knownNames.stream().map(KeyReader::variable).collect(Collectors.toSet());
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith("PARLEY_")
          && !variables.contains(name)
          && !ServiceVariables.isOne(name, environment.get(name))) {
        warnings.add(
            "the environment variable "
                + name
                + " is no setting of Parley and has no effect"
                + nearest(name, variables.stream()));
      }
    }
  }

  private static String nearest(String name, Stream<String> names) {
    return SimilarName.of(name, names.sorted().toList())
        .map(similar -> "; the nearest is " + similar)
        .orElse("");
  }

  /** Sentences for the log that do not stop the start. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private static boolean isMarked(String text) {
    return BYTE_ORDER_MARKS.stream().anyMatch(text::startsWith);
  }

  /**
   * The variable of the environment that sets a key (MicroProfile Config, "Environment Variables").
   */
  private static String variable(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
