package dev.parley.log.durable;

import dev.parley.database.SqlFailure;
import dev.parley.protocol.StreamPosition;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The rows of the channels: locks them in one order, makes missing ones, and reads many at a time.
 * Safe for all threads.
 */
final class HeadTable {
  /** A power of two, because lists are padded to one. */
  static final int NAMES_PER_QUERY = 1024;

  private final LogDatabase database;

  HeadTable(LogDatabase database) {
    this.database = database;
  }

  /**
   * Locks the heads of some channels until the transaction ends. The database sorts them, so that
   * all members take the locks in the same order and none waits in a circle.
   *
   * @return by name; a channel without a row is missing
   */
  static Map<String, Head> lock(EntityManager em, Collection<String> names) {
    List<Head> heads =
        em.createQuery("select h from Head h where h.name in :names order by h.name", Head.class)
            .setParameter("names", padded(new TreeSet<>(names)))
            .setLockMode(LockModeType.PESSIMISTIC_WRITE)
            .getResultList();
    Map<String, Head> byName = new HashMap<>();
    heads.forEach(head -> byName.put(head.name, head));
    return byName;
  }

  /**
   * The positions of the newest entries of some channels, by few queries.
   *
   * @return by name; a channel without a row is missing
   */
  Map<String, StreamPosition> positions(Collection<String> names) {
    List<String> all = List.copyOf(names);
    Map<String, StreamPosition> positions = new HashMap<>();
    for (int from = 0; from < all.size(); from += NAMES_PER_QUERY) {
      List<String> some = all.subList(from, Math.min(from + NAMES_PER_QUERY, all.size()));
      for (Object[] row : database.read(em -> rows(em, some))) {
        positions.put((String) row[0], new StreamPosition((Long) row[2], (String) row[1]));
      }
    }
    return positions;
  }

  private static List<Object[]> rows(EntityManager em, List<String> names) {
    return em.createQuery(
            "select h.name, h.epoch, h.head from Head h where h.name in :names", Object[].class)
        .setParameter("names", padded(names))
        .getResultList();
  }

  /** Makes the heads of channels that have none, also when another member makes them too. */
  void create(Collection<String> names) {
    try {
      database.inTransaction(
          em -> {
            new TreeSet<>(names).forEach(name -> em.persist(new Head(name)));
            return null;
          });
    } catch (RuntimeException e) {
      if (SqlFailure.of(e) == SqlFailure.OTHER || !database.isOpen()) {
        throw e;
      }
      new TreeSet<>(names).forEach(this::createOne);
    }
  }

  private void createOne(String name) {
    try {
      database.inTransaction(
          em -> {
            em.persist(new Head(name));
            return null;
          });
    } catch (RuntimeException e) {
      if (SqlFailure.of(e) != SqlFailure.CONFLICT) {
        throw e;
      }
    }
  }

  /** Lists of few different lengths need few different statements. */
  static <T> List<T> padded(Collection<T> values) {
    List<T> list = new ArrayList<>(values);
    int size = Integer.highestOneBit(list.size());
    size = size < list.size() ? size << 1 : size;
    while (list.size() < size) {
      list.add(list.get(list.size() - 1));
    }
    return list;
  }
}
