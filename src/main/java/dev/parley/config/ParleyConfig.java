package dev.parley.config;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/**
 * The configuration of this member. The constructor reads and checks it once; then it is immutable
 * and safe for all threads.
 *
 * <p>The constructor collects all problems into one {@link ConfigurationException}, so that an
 * operator can correct them together.
 */
@Singleton
public class ParleyConfig {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
  private static final String UNNAMED = "default";

  static final List<KeyTable> TABLES =
      List.of(
          ServerKeys.TABLE,
          SecurityKeys.TABLE,
          SessionKeys.TABLE,
          LimitKeys.TABLE,
          RateKeys.TABLE,
          LogKeys.TABLE,
          ClusterKeys.TABLE);

  private final Map<Key<?>, Object> values = new HashMap<>();
  private final Map<String, Namespace> namespaces = new LinkedHashMap<>();
  private final List<ApiKey> apiKeys = new ArrayList<>();
  private final List<String> warnings;

  /** Reads the configuration of the running application. */
  @Inject
  public ParleyConfig(Config config) {
    this(ConfigurationSource.of(config), namesIn(config.getPropertyNames()), System.getenv());
  }

  /** Reads a configuration from a map: for tests and tools without a container. */
  public static ParleyConfig of(Map<String, String> values) {
    return new ParleyConfig(ConfigurationSource.of(values), values.keySet(), Map.of());
  }

  /**
   * Reads one setting before the application starts. A wrong value counts as the default here,
   * because the start reports it.
   */
  public static <T> T early(Config config, Key<T> key) {
    return new KeyReader(ConfigurationSource.of(config), Map.of(), new ArrayList<>()).read(key);
  }

  /**
   * @param names the names of all properties that are set
   * @param environment the variables of the environment
   */
  ParleyConfig(ConfigurationSource source, Set<String> names, Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    KeyReader reader = new KeyReader(source, environment, problems);
    TABLES.forEach(table -> table.keys().forEach(key -> values.put(key, reader.read(key))));
    if (!get(RateKeys.ENABLED)) {
      values.replaceAll((key, value) -> value instanceof Rate ? Rate.OFF : value);
    }
    for (String name : names(ServerKeys.NAMESPACES, problems)) {
      Namespace namespace = Namespace.read(name, get(ServerKeys.DEV), reader);
      checkNamespace(namespace, problems);
      namespaces.put(name, namespace);
    }
    for (String name : names(SecurityKeys.API_KEYS, problems)) {
      apiKeys.add(ApiKey.read(name, reader));
    }
    checkCombinations(problems);
    TlsCheck.check(source, problems);
    LibertyCheck.check(reader);
    reader.checkUnknownNames(names);
    warnings = reader.warnings();
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems, warnings);
    }
  }

  /** The value of a setting; never null. All rates are off while {@link RateKeys#ENABLED} is. */
  @SuppressWarnings("unchecked")
  public <T> T get(Key<T> key) {
    return (T) values.get(key);
  }

  /** The largest message that a client may send, in bytes. */
  public int inboundFrameBytes() {
    long configured = get(SessionKeys.INBOUND_FRAME_BYTES);
    return Math.toIntExact(
        configured == 0
            ? SessionCheck.inboundFrameBytes(get(SessionKeys.SUBSCRIPTIONS))
            : configured);
  }

  /** Warnings for the log at the start, one sentence each. */
  public List<String> warnings() {
    return warnings;
  }

  /** All namespaces, in the order of the configuration. */
  public List<Namespace> namespaces() {
    return List.copyOf(namespaces.values());
  }

  /** The keys of {@code parley.api.keys}. */
  public List<ApiKey> apiKeys() {
    return List.copyOf(apiKeys);
  }

  /** The namespace of a channel; empty when there is none, and so the channel does not exist. */
  public Optional<Namespace> namespaceOf(String channel) {
    int colon = channel.indexOf(':');
    return Optional.ofNullable(namespaces.get(colon < 0 ? UNNAMED : channel.substring(0, colon)));
  }

  /** The names of a list. Names that cannot be part of a key are reported as problems. */
  private List<String> names(Key<List<String>> list, List<String> problems) {
    List<String> names = new ArrayList<>();
    for (String name : get(list)) {
      if (NAME.matcher(name).matches()) {
        names.add(name);
      } else {
        problems.add(
            list.name()
                + ": \""
                + name
                + "\" must have only a-z, 0-9, - and _, and at most 63 characters");
      }
    }
    return names;
  }

  private static void checkNamespace(Namespace namespace, List<String> problems) {
    if (namespace.joinLeave() && !namespace.presence()) {
      problems.add(
          NamespaceKeys.JOIN_LEAVE.nameFor(namespace.name())
              + "=true needs "
              + NamespaceKeys.PRESENCE.nameFor(namespace.name())
              + "=true");
    }
    if (namespace.forceRecovery() && !namespace.logged()) {
      problems.add(
          NamespaceKeys.FORCE_RECOVERY.nameFor(namespace.name())
              + "=true needs "
              + NamespaceKeys.LOG.nameFor(namespace.name())
              + "=durable or memory");
    }
    if (namespace.subscribe().subscribers()) {
      problems.add(
          NamespaceKeys.SUBSCRIBE.nameFor(namespace.name())
              + " must not name subscribers, because a client is no subscriber before; write nobody, owner, users or role:NAME");
    }
  }

  private void checkCombinations(List<String> problems) {
    if (get(ServerKeys.DEV) && get(ServerKeys.PRODUCTION)) {
      problems.add(
          ServerKeys.DEV.name()
              + "=true must not stand beside "
              + ServerKeys.PRODUCTION.name()
              + "=true: it would give a token to everybody who asks");
    }
    if (get(SessionKeys.PONG_TIMEOUT).compareTo(get(SessionKeys.PING_INTERVAL)) >= 0) {
      problems.add(
          SessionKeys.PONG_TIMEOUT.name()
              + " must be shorter than "
              + SessionKeys.PING_INTERVAL.name());
    }
    ApiCheck.check(this, problems);
    ClusterCheck.check(this, problems);
    TokenCheck.check(this, problems);
    SessionCheck.check(this, problems);
  }

  private static Set<String> namesIn(Iterable<String> names) {
    Set<String> all = new TreeSet<>();
    names.forEach(all::add);
    return all.stream().filter(name -> name.startsWith("parley.")).collect(Collectors.toSet());
  }
}
