package dev.parley.log.durable;

import dev.parley.config.LogKeys;
import dev.parley.config.ParleyConfig;
import dev.parley.database.SqlFailure;
import dev.parley.protocol.StreamPosition;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.List;

/**
 * Removes all entries of a channel, the oldest first, in small transactions that lock the channel
 * only for a moment. The rows of young entries stay without their data, because their idempotency
 * keys must be known and a commit whose answer was lost must be found. Safe for all threads; it may
 * run again, or on two members at once.
 */
final class HistoryRemoval {
  private static final int MOST_ATTEMPTS = 10;
  private static final byte[] NOTHING = {};

  private final LogDatabase database;
  private final HeadTable heads;
  private final Clock clock;
  private final int batch;
  private final long keepMillis;

  HistoryRemoval(LogDatabase database, HeadTable heads, ParleyConfig config, Clock clock) {
    this.database = database;
    this.heads = heads;
    this.clock = clock;
    this.batch = config.get(LogKeys.RETENTION_BATCH);
    this.keepMillis = Retention.keepMillis(config);
  }

  /** Returns the position of the last removed entry; NONE for a channel without a row. */
  StreamPosition remove(String channel) {
    StreamPosition head = heads.positions(List.of(channel)).get(channel);
    if (head == null) {
      return StreamPosition.NONE;
    }
    // The same time for all rows, so that no row is deleted after one that stays.
    long young = clock.millis() - keepMillis;
    // Publications that were acknowledged before have offsets up to the head.
    long done = 0;
    while (done < head.offset()) {
      done = removeOnce(channel, done, head.offset(), young);
    }
    return head;
  }

  /** Tries again when another member changed the same rows. */
  private long removeOnce(String channel, long after, long upTo, long young) {
    for (int attempt = 1; ; attempt++) {
      try {
        return database.inTransaction(em -> removeOnce(em, channel, after, upTo, young));
      } catch (RuntimeException e) {
        if (attempt == MOST_ATTEMPTS || SqlFailure.of(e) != SqlFailure.TRANSIENT) {
          throw e;
        }
      }
    }
  }

  /** Returns the last offset that it has handled. */
  private long removeOnce(EntityManager em, String channel, long after, long upTo, long young) {
    List<Object[]> oldest =
        em.createQuery(
                "select e.offset, e.createdAt from Entry e where e.channel = :channel and"
                    + " e.offset > :after and e.offset <= :upTo order by e.offset",
                Object[].class)
            .setParameter("channel", channel)
            .setParameter("after", after)
            .setParameter("upTo", upTo)
            .setMaxResults(batch)
            .getResultList();
    if (oldest.isEmpty()) {
      return upTo;
    }
    // Times do not go back within a channel.
    long lastOld = after;
    for (Object[] entry : oldest) {
      if ((Long) entry[1] < young) {
        lastOld = (Long) entry[0];
      }
    }
    long last = (Long) oldest.get(oldest.size() - 1)[0];
    if (lastOld > after) {
      delete(em, channel, after, lastOld);
    }
    if (last > lastOld) {
      empty(em, channel, lastOld, last);
    }
    return last;
  }

  private static void delete(EntityManager em, String channel, long after, long upTo) {
    em.createQuery(
            "delete from Entry e where e.channel = :channel and e.offset > :after and"
                + " e.offset <= :upTo")
        .setParameter("channel", channel)
        .setParameter("after", after)
        .setParameter("upTo", upTo)
        .executeUpdate();
    em.createQuery("update Head h set h.tail = :tail where h.name = :name and h.tail < :tail")
        .setParameter("tail", upTo)
        .setParameter("name", channel)
        .executeUpdate();
  }

  private static void empty(EntityManager em, String channel, long after, long upTo) {
    em.createQuery(
            "update Entry e set e.data = :nothing, e.userId = null, e.clientId = null,"
                + " e.connInfo = null, e.chanInfo = null, e.tags = null where"
                + " e.channel = :channel and e.offset > :after and e.offset <= :upTo")
        .setParameter("nothing", NOTHING)
        .setParameter("channel", channel)
        .setParameter("after", after)
        .setParameter("upTo", upTo)
        .executeUpdate();
  }
}
