package dev.parley.room;

import dev.parley.concurrent.MemberExecutors;
import dev.parley.database.Database;
import dev.parley.database.SqlFailure;
import dev.parley.log.ChannelLog;
import dev.parley.protocol.StreamPosition;
import dev.parley.security.BlockingCalls;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * How much users have read of durable channels: a row of the database for each user and channel.
 * Any number of members and devices may move a marker at the same time; the greatest offset wins.
 * Each call returns at once, and completes exceptionally with a {@link
 * dev.parley.protocol.ProtocolException} of code 100 when the database does not answer. Safe for
 * all threads.
 */
@Singleton
class ReadMarkers {
  /** The second finds the row that another device has made; more are for failures that pass. */
  private static final int MOST_TRIES = 4;

  private final Database database;
  private final ChannelLog log;
  private final BlockingCalls calls;

  @Inject
  ReadMarkers(Database database, ChannelLog log, MemberExecutors executors) {
    this.database = database;
    this.log = log;
    this.calls = new BlockingCalls(executors.readMarkers());
  }

  /**
   * A marker after a user has read.
   *
   * @param offset the last publication that the user has read; 0 if none
   * @param moved whether the call has changed it
   */
  record Moved(long offset, boolean moved) {}

  /**
   * What a user has and has not read of a channel.
   *
   * @param read the offset of the last publication that the user has read; 0 if none
   * @param head the offset of the newest publication; 0 if there is none
   */
  record Unread(long read, long head) {
    long count() {
      return head - read;
    }
  }

  /** Moves a marker forward, never beyond the newest publication, and never back. */
  CompletionStage<Moved> move(String user, String channel, long offset) {
    return calls.store(() -> moveNow(new ReadMarkerKey(user, channel), offset));
  }

  private Moved moveNow(ReadMarkerKey key, long offset) {
    StreamPosition head = log.head(key.channel, offset);
    long wanted = Math.min(offset, head.offset());
    for (int tries = 1; ; tries++) {
      try {
        return database.inTransaction(em -> move(em, key, head.epoch(), wanted));
      } catch (RuntimeException e) {
        SqlFailure kind = SqlFailure.of(e);
        boolean again = kind == SqlFailure.CONFLICT || kind == SqlFailure.TRANSIENT;
        if (!again || tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private static Moved move(EntityManager em, ReadMarkerKey key, String epoch, long wanted) {
    long now = System.currentTimeMillis();
    int updated =
        em.createQuery(
                "update ReadMarker m set m.offset = :offset, m.epoch = :epoch, m.updatedAt = :now"
                    + " where m.userId = :user and m.channel = :channel"
                    + " and (m.offset < :offset or m.epoch <> :epoch)")
            .setParameter("offset", wanted)
            .setParameter("epoch", epoch)
            .setParameter("now", now)
            .setParameter("user", key.userId)
            .setParameter("channel", key.channel)
            .executeUpdate();
    if (updated > 0) {
      return new Moved(wanted, true);
    }
    ReadMarker known = em.find(ReadMarker.class, key);
    if (known != null) {
      return new Moved(known.offset, false);
    }
    if (wanted == 0) {
      return new Moved(0, false);
    }
    em.persist(new ReadMarker(key, epoch, wanted, now));
    return new Moved(wanted, true);
  }

  /**
   * What a user has and has not read of some channels, by two queries.
   *
   * @return by channel; each of the channels is there
   */
  CompletionStage<Map<String, Unread>> unread(String user, Collection<String> channels) {
    return calls.read(() -> unreadNow(user, channels));
  }

  private Map<String, Unread> unreadNow(String user, Collection<String> channels) {
    Map<String, StreamPosition> markers = new HashMap<>();
    for (Object[] row : database.read(em -> rows(em, user, channels))) {
      markers.put((String) row[0], new StreamPosition((Long) row[2], (String) row[1]));
    }
    // The heads are read after the markers, so that no marker is beyond its head.
    Map<String, StreamPosition> heads = log.heads(channels);
    Map<String, Unread> unread = new HashMap<>();
    for (String channel : channels) {
      StreamPosition head = heads.getOrDefault(channel, StreamPosition.NONE);
      StreamPosition marker = markers.getOrDefault(channel, StreamPosition.NONE);
      // A head that went back is of a log that was restored from a backup.
      long read =
          marker.epoch().equals(head.epoch()) ? Math.min(marker.offset(), head.offset()) : 0;
      unread.put(channel, new Unread(read, head.offset()));
    }
    return unread;
  }

  private static List<Object[]> rows(EntityManager em, String user, Collection<String> channels) {
    return em.createQuery(
            "select m.channel, m.epoch, m.offset from ReadMarker m where m.userId = :user"
                + " and m.channel in :channels",
            Object[].class)
        .setParameter("user", user)
        .setParameter("channels", channels)
        .getResultList();
  }
}
