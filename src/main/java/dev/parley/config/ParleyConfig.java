package dev.parley.config;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
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
 * The configuration of this member, read and checked once; immutable afterwards and safe for all
 * threads.
 *
 * <p>All that is wrong is collected into one {@link ConfigurationException}, so that an operator
 * mends a file once.
 */
@Singleton
public class ParleyConfig {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
  private static final String UNNAMED = "default";

  /** How a member finds the others. */
  public enum Discovery {
    /** It is alone. */
    NONE,
    /** By a list of addresses. */
    MEMBERS,
    /** By the DNS name of a headless Service. */
    KUBERNETES
  }

  /** How the HTTP API answers an error. */
  public enum ApiErrors {
    /** By a status of HTTP. */
    STATUS,
    /** By 200, with the error in the body. */
    BODY
  }

  /** Where a proxy writes whom it has a request from. */
  public enum ProxyHeader {
    /** {@code X-Forwarded-For}: a list of addresses. */
    X_FORWARDED_FOR,
    /** {@code Forwarded}, RFC 7239. */
    FORWARDED
  }

  private final Map<Setting, Object> values;
  private final Map<RateSetting, Object> rates;
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
   * @param names all keys that are set
   * @param environment the environment's variables
   */
  ParleyConfig(ConfigurationSource source, Set<String> names, Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    KeyReader keys = new KeyReader(source, environment, problems);
    values = KeyReader.each(Setting.class, setting -> keys.read(setting.key(), setting.value()));
    rates = KeyReader.each(RateSetting.class, setting -> keys.read(setting.key(), setting.value()));
    boolean development = is(Setting.DEV);
    for (String name : names(Setting.NAMESPACES, problems)) {
      Map<NamespaceSetting, Object> options =
          KeyReader.each(
              NamespaceSetting.class,
              setting ->
                  keys.read(
                      setting.key(name), setting.value(), setting.defaultText(name, development)));
      Namespace namespace = Namespace.of(name, options);
      checkNamespace(namespace, problems);
      namespaces.put(name, namespace);
    }
    for (String name : names(Setting.API_KEYS, problems)) {
      Map<ApiKeySetting, Object> options =
          KeyReader.each(
              ApiKeySetting.class, setting -> keys.read(setting.key(name), setting.value()));
      apiKeys.add(ApiKey.of(name, options));
    }
    checkTogether(problems);
    TlsCheck.of(source, problems);
    ServerCheck.of(keys);
    keys.checkForUnread(names);
    warnings = keys.warnings();
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems, warnings);
    }
  }

  /** The value of a key that is true or false. */
  public boolean is(Setting setting) {
    return (Boolean) values.get(setting);
  }

  /** The value of a key that is a number. */
  public int count(Setting setting) {
    return (Integer) values.get(setting);
  }

  /** The value of a key that is a size, in bytes. */
  public long bytes(Setting setting) {
    return (Long) values.get(setting);
  }

  /** The largest message that a client may send. */
  public int inboundFrameBytes() {
    long set = bytes(Setting.INBOUND_FRAME_BYTES);
    return (int) (set == 0 ? SessionCheck.inboundFrameBytes(count(Setting.SUBSCRIPTIONS)) : set);
  }

  /** The value of a key that is a duration. */
  public Duration duration(Setting setting) {
    return (Duration) values.get(setting);
  }

  /** How often something may be done; off while {@code parley.rates} is. */
  public Rate rate(RateSetting setting) {
    return is(Setting.RATES) ? (Rate) rates.get(setting) : Rate.OFF;
  }

  /** How the HTTP API answers an error. */
  public ApiErrors apiErrors() {
    return (ApiErrors) values.get(Setting.API_ERRORS);
  }

  /** Which header of a trusted proxy names the client. */
  public ProxyHeader proxyHeader() {
    return (ProxyHeader) values.get(Setting.PROXY_HEADER);
  }

  /** The value of a key that is text; empty when it is not set. */
  public String text(Setting setting) {
    return (String) values.get(setting);
  }

  /** The value of a key that is a list. */
  @SuppressWarnings("unchecked")
  public List<String> words(Setting setting) {
    return (List<String>) values.get(setting);
  }

  /** The value of a key that is a list of networks. */
  @SuppressWarnings("unchecked")
  public List<Network> networks(Setting setting) {
    return (List<Network>) values.get(setting);
  }

  /** Whose pages may connect. */
  @SuppressWarnings("unchecked")
  public List<AllowedOrigin> origins() {
    return (List<AllowedOrigin>) values.get(Setting.ORIGINS);
  }

  /** What is not wrong and should be told at the start, a sentence each. */
  public List<String> warnings() {
    return warnings;
  }

  /** How this member finds the others. */
  public Discovery discovery() {
    return (Discovery) values.get(Setting.CLUSTER_DISCOVERY);
  }

  /** The namespaces there are, in the order of the configuration. */
  public List<Namespace> namespaces() {
    return List.copyOf(namespaces.values());
  }

  /** The keys of the HTTP API that have a name. */
  public List<ApiKey> apiKeys() {
    return List.copyOf(apiKeys);
  }

  /**
   * The namespace that decides about a channel; empty when the channel is of none, and so does not
   * exist.
   */
  public Optional<Namespace> namespaceOf(String channel) {
    int colon = channel.indexOf(':');
    return Optional.ofNullable(namespaces.get(colon < 0 ? UNNAMED : channel.substring(0, colon)));
  }

  /** What a list names, without the names that cannot be part of a key. */
  private List<String> names(Setting list, List<String> problems) {
    List<String> names = new ArrayList<>();
    for (String name : words(list)) {
      if (NAME.matcher(name).matches()) {
        names.add(name);
      } else {
        problems.add(list.key() + ": \"" + name + "\" must be of a-z, 0-9, - and _, 63 at most");
      }
    }
    return names;
  }

  private static void checkNamespace(Namespace namespace, List<String> problems) {
    if (namespace.joinLeave() && !namespace.presence()) {
      problems.add(
          NamespaceSetting.JOIN_LEAVE.key(namespace.name())
              + "=true needs "
              + NamespaceSetting.PRESENCE.key(namespace.name())
              + "=true");
    }
    if (namespace.forceRecovery() && !namespace.logged()) {
      problems.add(
          NamespaceSetting.FORCE_RECOVERY.key(namespace.name())
              + "=true needs "
              + NamespaceSetting.LOG.key(namespace.name())
              + "=durable or memory");
    }
    if (namespace.subscribe().subscribers()) {
      problems.add(
          NamespaceSetting.SUBSCRIBE.key(namespace.name())
              + " must not name subscribers: nobody is one before; write nobody, owner, users or role:NAME");
    }
  }

  private void checkTogether(List<String> problems) {
    if (is(Setting.DEV) && is(Setting.PRODUCTION)) {
      problems.add(
          Setting.DEV.key()
              + "=true must not stand beside "
              + Setting.PRODUCTION.key()
              + "=true: it would hand a token to everybody who asks");
    }
    if (duration(Setting.PONG_TIMEOUT).compareTo(duration(Setting.PING_INTERVAL)) >= 0) {
      problems.add(
          Setting.PONG_TIMEOUT.key() + " must be shorter than " + Setting.PING_INTERVAL.key());
    }
    ApiCheck.of(this, problems);
    ClusterCheck.of(this, problems);
    TokenCheck.of(this, problems);
    SessionCheck.of(this, problems);
  }

  private static Set<String> namesIn(Iterable<String> names) {
    Set<String> all = new TreeSet<>();
    names.forEach(all::add);
    return all.stream().filter(name -> name.startsWith("parley.")).collect(Collectors.toSet());
  }
}
