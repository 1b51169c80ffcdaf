package dev.parley.log.routing;

import dev.parley.config.ApplicationStart;
import dev.parley.config.LogKeys;
import dev.parley.config.Namespace;
import dev.parley.config.ParleyConfig;
import dev.parley.database.Database;
import dev.parley.log.Append;
import dev.parley.log.AppendResult;
import dev.parley.log.ChannelLog;
import dev.parley.log.Page;
import dev.parley.log.durable.DurableLog;
import dev.parley.log.memory.EphemeralLog;
import dev.parley.log.memory.MemoryLog;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The logs of all channels: the namespace of a channel decides whether its publications are kept in
 * the database, in memory or not at all. Safe for all threads.
 *
 * <p>In a container it is injected, and starts and stops with the application. Elsewhere {@link
 * #open} makes one, and {@link #close} ends it.
 */
@ApplicationScoped
public class RoutingLog implements ChannelLog, AutoCloseable {
  private ParleyConfig config;
  private MeterRegistry registry;
  private Database database;
  private ThreadFactory threads;
  private volatile DurableLog durable;
  private MemoryLog memory;
  private EphemeralLog ephemeral;

  /** For the proxies of CDI only. */
  protected RoutingLog() {}

  /** For CDI; the logs start with the application. */
  @Inject
  public RoutingLog(
      ParleyConfig config,
      Instance<MeterRegistry> registry,
      Database database,
      ThreadFactory threads) {
    this(
        config,
        registry.isResolvable() ? registry.get() : new SimpleMeterRegistry(),
        database,
        threads);
  }

  private RoutingLog(
      ParleyConfig config, MeterRegistry registry, Database database, ThreadFactory threads) {
    this.config = config;
    this.registry = registry;
    this.database = database;
    this.threads = threads;
    Duration window = config.get(LogKeys.IDEMPOTENCY_WINDOW);
    Clock clock = Clock.systemUTC();
    this.memory = new MemoryLog(this::namespaceOf, window, clock);
    this.ephemeral = new EphemeralLog(window, clock);
  }

  /**
   * Makes and starts the logs without a container. Returns at once; the tables are made in the
   * background, as soon as the database answers.
   *
   * @param jpaProperties go to the JPA provider beside those of the persistence unit
   */
  public static RoutingLog open(
      DataSource dataSource,
      Map<String, Object> jpaProperties,
      ParleyConfig config,
      MeterRegistry registry) {
    Database database = Database.of(dataSource, jpaProperties, RoutingLog::daemon);
    RoutingLog logs = new RoutingLog(config, registry, database, RoutingLog::daemon);
    logs.start();
    return logs;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  void startWithApplication(@Observes ApplicationStart start) {
    start();
  }

  /** Starts the durable log if a namespace needs it; does nothing when it has started. */
  public synchronized void start() {
    if (durable == null && needsDatabase()) {
      durable = new DurableLog(database, config, registry, threads);
      durable.start();
    }
  }

  @Override
  public void append(Append append, CompletableFuture<AppendResult> result) {
    Namespace known = append.namespace();
    logOf(known == null ? namespaceOf(append.channel()) : known).append(append, result);
  }

  @Override
  public Page readAfter(String channel, long after, int limit, long known) {
    return logOf(channel).readAfter(channel, after, limit, known);
  }

  @Override
  public Page readBefore(String channel, long before, int limit) {
    return logOf(channel).readBefore(channel, before, limit);
  }

  @Override
  public StreamPosition head(String channel, long known) {
    return logOf(channel).head(channel, known);
  }

  @Override
  public Map<String, StreamPosition> heads(Collection<String> channels) {
    Map<ChannelLog, List<String>> byLog =
        channels.stream().collect(Collectors.groupingBy(this::logOf));
    Map<String, StreamPosition> heads = new HashMap<>();
    byLog.forEach((log, names) -> heads.putAll(log.heads(names)));
    return heads;
  }

  @Override
  public StreamPosition remove(String channel) {
    return logOf(channel).remove(channel);
  }

  @Override
  public void forget(String channel, StreamPosition upTo) {
    // Before it starts, the durable log has nothing in memory.
    if (durable != null || namespaceOf(channel).log() != Namespace.Log.DURABLE) {
      logOf(channel).forget(channel, upTo);
    }
  }

  @Override
  public void forgetAll() {
    DurableLog open = durable;
    if (open != null) {
      open.forgetAll();
    }
  }

  /** Appends the publications that wait, for some seconds at most; fails the rest with code 100. */
  @Override
  @PreDestroy
  public void close() {
    DurableLog open = durable;
    if (open != null) {
      open.close();
    }
    database.close();
  }

  /** Null before the start, and when no namespace is durable. */
  DurableLog durable() {
    return durable;
  }

  /** Whether some channel's log is in the database. */
  boolean needsDatabase() {
    return config.namespaces().stream().anyMatch(each -> each.log() == Namespace.Log.DURABLE);
  }

  private ChannelLog logOf(String channel) {
    return logOf(namespaceOf(channel));
  }

  private ChannelLog logOf(Namespace namespace) {
    return switch (namespace.log()) {
      case MEMORY -> memory;
      case NONE -> ephemeral;
      case DURABLE -> {
        DurableLog open = durable;
        if (open == null) {
          throw new ProtocolException(ErrorCode.INTERNAL, "the log has not started yet, try again");
        }
        yield open;
      }
    };
  }

  private Namespace namespaceOf(String channel) {
    return config
        .namespaceOf(channel)
        .orElseThrow(
            () ->
                new ProtocolException(
                    ErrorCode.UNKNOWN_CHANNEL, "no such channel: its namespace is not configured"));
  }
}
