package dev.parley.log;

import dev.parley.database.Database;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Appends one batch in one transaction: by the database's own SQL where it can, else the portable
 * way, which is JPA and knows every case. Owned by the writer thread.
 */
final class AppendTransaction {
  private static final int KEYS_PER_QUERY = 128;

  private final LogDatabase database;
  private final HeadTable heads;
  private final DirectAppend direct;
  private final Clock clock;
  private final boolean forceSync;

  /**
   * @param direct null to go the portable way in any case
   */
  AppendTransaction(
      LogDatabase database, HeadTable heads, DirectAppend direct, Clock clock, boolean forceSync) {
    this.database = database;
    this.heads = heads;
    this.direct = direct;
    this.clock = clock;
    this.forceSync = forceSync;
  }

  /**
   * Tries once.
   *
   * @param attempt the results of its batch are valid when true is returned
   * @param unknown an earlier attempt whose commit was not answered; null if there is none
   * @return whether {@code attempt} was committed; false when {@code unknown} turned out to be, and
   *     its answers are the right ones
   */
  boolean run(List<QueuedAppend> batch, AppendAttempt attempt, AppendAttempt unknown)
      throws SQLException {
    try {
      boolean committed =
          (direct != null && unknown == null && direct.run(batch, attempt))
              || runPortably(batch, attempt, unknown);
      database.writeSucceeded();
      return committed;
    } catch (SQLException | RuntimeException e) {
      database.writeFailed(e);
      throw e;
    }
  }

  private boolean runPortably(
      List<QueuedAppend> batch, AppendAttempt attempt, AppendAttempt unknown) throws SQLException {
    EntityManager em = database.begin();
    try {
      database.beginTransaction(em);
      Map<String, Head> locked = lockAll(em, batch);
      if (unknown != null && stands(em, unknown, batch)) {
        em.getTransaction().rollback();
        forceSync(em);
        return false;
      }
      attempt.lockedAt = System.nanoTime();
      List<QueuedAppend> appended = assign(batch, locked, positionsOfKeys(em, batch));
      if (!appended.isEmpty()) {
        appended.forEach(append -> em.persist(Entry.of(append, attempt.batchId)));
        em.flush();
        attempt.commit(batch, em.getTransaction()::commit);
        forceSync(em);
      }
      return true;
    } finally {
      Database.release(em);
    }
  }

  /** Missing heads are made in a transaction of their own, so that a row to lock is there. */
  private Map<String, Head> lockAll(EntityManager em, List<QueuedAppend> batch) {
    Set<String> names = new HashSet<>();
    batch.forEach(pending -> names.add(pending.channel()));
    Map<String, Head> locked = HeadTable.lock(em, names);
    if (locked.size() < names.size()) {
      em.getTransaction().rollback();
      em.clear();
      Set<String> missing = new HashSet<>(names);
      missing.removeAll(locked.keySet());
      heads.create(missing);
      database.beginTransaction(em);
      locked = HeadTable.lock(em, names);
    }
    return locked;
  }

  /** The locks are held, so an attempt that is not visible now was rolled back for good. */
  private static boolean stands(EntityManager em, AppendAttempt unknown, List<QueuedAppend> batch) {
    QueuedAppend appended =
        batch.stream()
            .filter(each -> each.assigned() != null && !each.assigned().isDuplicate())
            .findFirst()
            .orElse(null);
    return appended != null
        && em.createQuery(
                "select e.batchId from Entry e where e.channel = :channel and e.offset = :offset",
                Long.class)
            .setParameter("channel", appended.channel())
            .setParameter("offset", appended.assigned().position().offset())
            .getResultList()
            .contains(unknown.batchId);
  }

  private static Map<UUID, Long> positionsOfKeys(EntityManager em, List<QueuedAppend> batch) {
    List<UUID> keys =
        batch.stream().map(p -> p.dedupeId).filter(id -> id != null).distinct().toList();
    Map<UUID, Long> found = new HashMap<>();
    for (int from = 0; from < keys.size(); from += KEYS_PER_QUERY) {
      List<byte[]> some =
          keys.subList(from, Math.min(from + KEYS_PER_QUERY, keys.size())).stream()
              .map(ColumnCodec::bytes)
              .toList();
      em.createQuery(
              "select e.dedupeId, e.offset from Entry e where e.dedupeId in :keys", Object[].class)
          .setParameter("keys", HeadTable.padded(some))
          .getResultList()
          .forEach(row -> found.put(ColumnCodec.uuid((byte[]) row[0]), (Long) row[1]));
    }
    return found;
  }

  /** Sets the results, and returns the publications that have to be inserted. */
  private List<QueuedAppend> assign(
      List<QueuedAppend> batch, Map<String, Head> locked, Map<UUID, Long> known) {
    long now = clock.millis();
    List<QueuedAppend> appended = new ArrayList<>(batch.size());
    for (QueuedAppend pending : batch) {
      Head head = locked.get(pending.channel());
      Long offset = pending.dedupeId == null ? null : known.get(pending.dedupeId);
      if (offset != null) {
        pending.assign(AppendResult.duplicate(new StreamPosition(offset, head.epoch)));
      } else {
        long next = head.advance(now);
        Publication publication = pending.append.draft().at(next, head.headAt);
        pending.assign(AppendResult.appended(publication, head.epoch));
        appended.add(pending);
        if (pending.dedupeId != null) {
          known.put(pending.dedupeId, next);
        }
      }
    }
    return appended;
  }

  private void forceSync(EntityManager em) {
    if (forceSync && database.answersBeforeTheDisk()) {
      em.getTransaction().begin();
      em.createNativeQuery(H2Statements.FORCE_SYNC).executeUpdate();
      em.getTransaction().commit();
    }
  }
}
