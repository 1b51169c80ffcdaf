package dev.parley.log.durable;

import dev.parley.config.LogKeys;
import dev.parley.config.Namespace;
import dev.parley.config.ParleyConfig;
import dev.parley.database.SqlFailure;
import dev.parley.protocol.Printable;
import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Deletes the entries that a namespace no longer keeps, oldest first, in small transactions by
 * primary key. Several members may do so at once: they delete the same rows, and the later one
 * finds none.
 */
final class Retention implements Runnable {
  private static final Logger LOG = System.getLogger(Retention.class.getName());
  private static final int CHANNELS_PER_PAGE = 500;

  private final LogDatabase database;
  private final LogCache cache;
  private final ParleyConfig config;
  private final LogMetrics metrics;
  private final Clock clock;
  private final int batch;
  private final long keepMillis;
  private final CountDownLatch stopped = new CountDownLatch(1);

  Retention(
      LogDatabase database, LogCache cache, ParleyConfig config, LogMetrics metrics, Clock clock) {
    this.database = database;
    this.cache = cache;
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
    this.batch = config.get(LogKeys.RETENTION_BATCH);
    this.keepMillis = keepMillis(config);
  }

  /** How long the row of an entry is needed, even when its data is not. */
  static long keepMillis(ParleyConfig config) {
    // The writer looks for a lost commit while its publication waits.
    return Math.max(
        config.get(LogKeys.IDEMPOTENCY_WINDOW).toMillis(), 2 * config.get(LogKeys.WAIT).toMillis());
  }

  @Override
  public void run() {
    long pause = config.get(LogKeys.RETENTION_INTERVAL).toMillis();
    try {
      while (!stopped.await(pause, TimeUnit.MILLISECONDS)) {
        try {
          trimAll();
        } catch (RuntimeException e) {
          metrics.countFailure("retention");
          LOG.log(Level.WARNING, "Retention could not finish a pass; the next pass goes on", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void stop() {
    stopped.countDown();
  }

  /** Trims the channels of each namespace that does not keep everything. */
  void trimAll() {
    for (Namespace namespace : config.namespaces()) {
      if (namespace.log() == Namespace.Log.DURABLE
          && (namespace.historySize() > 0 || !namespace.historyTtl().isZero())) {
        trimChannels(namespace);
      }
    }
  }

  private void trimChannels(Namespace namespace) {
    String after = "";
    List<String> page;
    do {
      page = dueChannels(namespace, after);
      for (String channel : page) {
        after = channel;
        if (config.namespaceOf(channel).filter(namespace::equals).isPresent()) {
          trim(channel, namespace);
        }
      }
    } while (page.size() == CHANNELS_PER_PAGE && stopped.getCount() > 0);
  }

  /** The next channels, by name, that may have entries to delete. */
  private List<String> dueChannels(Namespace namespace, String after) {
    // A channel without a colon belongs to the namespace "default", which has no prefix.
    boolean prefixed = !config.namespaceOf("x").filter(namespace::equals).isPresent();
    String from = prefixed ? namespace.name() + ":" : "";
    String to = prefixed ? namespace.name() + ";" : "\udbff\udfff";
    long size = namespace.historySize() == 0 ? Long.MAX_VALUE : namespace.historySize();
    return database.read(
        em ->
            em.createQuery(
                    "select h.name from Head h where h.name > :after and h.name < :end and"
                        + " h.head > h.tail and (h.head - h.tail > :size or h.oldestAt < :oldest)"
                        + " order by h.name",
                    String.class)
                .setParameter("after", after.isEmpty() ? from : after)
                .setParameter("end", to)
                .setParameter("size", size)
                .setParameter("oldest", oldestKept(namespace))
                .setMaxResults(CHANNELS_PER_PAGE)
                .getResultList());
  }

  private void trim(String channel, Namespace namespace) {
    long trimmed;
    do {
      try {
        trimmed = database.inTransaction(em -> trimOnce(em, channel, namespace));
      } catch (RuntimeException e) {
        if (SqlFailure.of(e) == SqlFailure.TRANSIENT) {
          // Another member deletes the same rows; the next pass looks at them again.
          metrics.countFailure("retention");
          LOG.log(
              Level.DEBUG,
              "Retention of " + Printable.quoted(channel) + " waits for the next pass",
              e);
          return;
        }
        throw e;
      }
      if (trimmed > 0) {
        cache.dropUpTo(channel, trimmed);
      }
    } while (trimmed > 0 && stopped.getCount() > 0);
  }

  /** Returns the new tail; 0 when nothing was deleted. */
  private long trimOnce(EntityManager em, String channel, Namespace namespace) {
    Object[] head =
        em.createQuery(
                "select h.head, h.tail, h.oldestAt from Head h where h.name = :name",
                Object[].class)
            .setParameter("name", channel)
            .getSingleResult();
    long tail = (Long) head[1];
    List<Object[]> oldest =
        em.createQuery(
                "select e.offset, e.createdAt from Entry e where e.channel = :channel and"
                    + " e.offset > :tail order by e.offset",
                Object[].class)
            .setParameter("channel", channel)
            .setParameter("tail", tail)
            .setMaxResults(batch + 1)
            .getResultList();
    long mostToKeep = namespace.historySize() == 0 ? Long.MAX_VALUE : namespace.historySize();
    long lastBySize = (Long) head[0] - mostToKeep;
    long oldestKept = oldestKept(namespace);
    long young = clock.millis() - keepMillis;
    int count = 0;
    while (count < Math.min(batch, oldest.size())) {
      long offset = (Long) oldest.get(count)[0];
      long time = (Long) oldest.get(count)[1];
      if (time >= young || (offset > lastBySize && time >= oldestKept)) {
        break;
      }
      count++;
    }
    long newTail = count == 0 ? tail : (Long) oldest.get(count - 1)[0];
    // A time that is too early is harmless: it costs one query.
    long oldestAt = count < oldest.size() ? (Long) oldest.get(count)[1] : (Long) head[2];
    if (count == 0 && oldestAt == (Long) head[2]) {
      return 0;
    }
    if (count > 0) {
      em.createQuery(
              "delete from Entry e where e.channel = :channel and e.offset > :from and"
                  + " e.offset <= :tail")
          .setParameter("channel", channel)
          .setParameter("from", tail)
          .setParameter("tail", newTail)
          .executeUpdate();
    }
    em.createQuery(
            "update Head h set h.tail = :tail, h.oldestAt = :oldest where h.name = :name and"
                + " h.tail <= :tail")
        .setParameter("tail", newTail)
        .setParameter("oldest", oldestAt)
        .setParameter("name", channel)
        .executeUpdate();
    return count == 0 ? 0 : newTail;
  }

  /** The oldest time that is kept, in milliseconds since 1970. */
  private long oldestKept(Namespace namespace) {
    return namespace.historyTtl().isZero()
        ? Long.MIN_VALUE
        : clock.millis() - namespace.historyTtl().toMillis();
  }
}
