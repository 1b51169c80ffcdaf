package dev.parley.log.durable;

import dev.parley.log.AppendResult;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Appends a batch by entities and JPQL, on any database and with any JPA provider. It knows every
 * case: channels without a row, idempotency keys that were used before, commits whose answer was
 * lost. Owned by the writer thread.
 */
final class EntityAppend {
  private static final int KEYS_PER_QUERY = 128;

  private final LogDatabase database;
  private final HeadTable heads;

  EntityAppend(LogDatabase database, HeadTable heads) {
    this.database = database;
    this.heads = heads;
  }

  /**
   * Begins a transaction, and leaves it open.
   *
   * @param now the time for entries of channels whose last entry is not later
   * @return false when there is nothing to commit, because all publications were there already
   */
  boolean append(EntityManager em, AppendBatch batch, long now) {
    Set<String> names = new HashSet<>();
    batch.channels.forEach(channel -> names.add(channel.name));
    Map<String, Head> locked = lock(em, names);
    batch.lockedAt = System.nanoTime();
    List<QueuedAppend> appended = assignResults(batch, locked, offsetsOfKeys(em, batch), now);
    appended.forEach(append -> em.persist(Entry.of(append, batch.id)));
    em.flush();
    return !appended.isEmpty();
  }

  /**
   * Whether the rows of a batch are in the database. Begins a transaction, and leaves it open. It
   * holds the lock of a channel of the batch, so a batch that it does not see was rolled back.
   */
  boolean contains(EntityManager em, AppendBatch batch) {
    return batch.appends.stream()
        .filter(append -> !append.assigned().isDuplicate())
        .findFirst()
        .filter(append -> batchesAt(em, append).contains(batch.id))
        .isPresent();
  }

  private List<Long> batchesAt(EntityManager em, QueuedAppend append) {
    lock(em, Set.of(append.channel()));
    return em.createQuery(
            "select e.batchId from Entry e where e.channel = :channel and e.offset = :offset",
            Long.class)
        .setParameter("channel", append.channel())
        .setParameter("offset", append.assigned().position().offset())
        .getResultList();
  }

  /** Makes missing heads in a transaction of their own, so that there is a row to lock. */
  private Map<String, Head> lock(EntityManager em, Set<String> names) {
    database.beginTransaction(em);
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

  private static Map<UUID, Long> offsetsOfKeys(EntityManager em, AppendBatch batch) {
    List<UUID> keys =
        batch.appends.stream()
            .map(append -> append.dedupeId)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    Map<UUID, Long> offsets = new HashMap<>();
    for (int from = 0; from < keys.size(); from += KEYS_PER_QUERY) {
      List<byte[]> some =
          keys.subList(from, Math.min(from + KEYS_PER_QUERY, keys.size())).stream()
              .map(ColumnCodec::bytes)
              .toList();
      em.createQuery(
              "select e.dedupeId, e.offset from Entry e where e.dedupeId in :keys", Object[].class)
          .setParameter("keys", HeadTable.padded(some))
          .getResultList()
          .forEach(row -> offsets.put(ColumnCodec.uuid((byte[]) row[0]), (Long) row[1]));
    }
    return offsets;
  }

  /** Returns the publications that are new. */
  private static List<QueuedAppend> assignResults(
      AppendBatch batch, Map<String, Head> locked, Map<UUID, Long> offsetsOfKeys, long now) {
    List<QueuedAppend> appended = new ArrayList<>(batch.size());
    for (QueuedAppend append : batch.appends) {
      Head head = locked.get(append.channel());
      Long offset = append.dedupeId == null ? null : offsetsOfKeys.get(append.dedupeId);
      if (offset != null) {
        append.assign(AppendResult.duplicate(new StreamPosition(offset, head.epoch)));
      } else {
        long next = head.advance(now);
        Publication publication = append.append.draft().at(next, head.headAt);
        append.assign(AppendResult.appended(publication, head.epoch));
        appended.add(append);
        if (append.dedupeId != null) {
          offsetsOfKeys.put(append.dedupeId, next);
        }
      }
    }
    return appended;
  }
}
