package dev.parley.log.durable;

import dev.parley.log.Page;
import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;

/** Reads entries and head of a channel in one statement, by primary key. Safe for all threads. */
final class EntryReader {
  private static final String AFTER = sql("> ?2", "asc");
  private static final String BEFORE = sql("< ?2", "desc");

  private final LogDatabase database;
  private final HeadTable heads;

  EntryReader(LogDatabase database, HeadTable heads) {
    this.database = database;
    this.heads = heads;
  }

  Page after(String channel, long after, int limit) {
    return read(AFTER, channel, after, limit);
  }

  Page before(String channel, long before, int limit) {
    return read(BEFORE, channel, before, limit);
  }

  /** Makes the channel when it has no row. */
  private Page read(String sql, String channel, long bound, int limit) {
    List<Object[]> rows = rows(sql, channel, bound, limit);
    if (rows.isEmpty()) {
      heads.create(List.of(channel));
      rows = rows(sql, channel, bound, limit);
    }
    List<Publication> publications = new ArrayList<>(rows.size());
    Object[] any = rows.get(0);
    long head = number(any[1]);
    for (Object[] row : rows) {
      if (row[2] != null) {
        Publication publication = publication(row);
        publications.add(publication);
        head = Math.max(head, publication.offset());
      }
    }
    return new Page(publications, new StreamPosition(head, (String) any[0]));
  }

  private List<Object[]> rows(String sql, String channel, long bound, int limit) {
    return database.read(em -> rows(em, sql, channel, bound, limit));
  }

  @SuppressWarnings("unchecked")
  private static List<Object[]> rows(
      EntityManager em, String sql, String channel, long bound, int limit) {
    return em.createNativeQuery(sql)
        .setParameter(1, channel)
        .setParameter(2, bound)
        .setParameter(3, limit)
        .getResultList();
  }

  private static Publication publication(Object[] row) {
    ClientInfo info =
        row[5] == null
            ? null
            : new ClientInfo((String) row[5], (String) row[6], payload(row[7]), payload(row[8]));
    return new Publication(
        number(row[2]), number(row[3]), payload(row[4]), info, ColumnCodec.tags((String) row[9]));
  }

  private static Payload payload(Object column) {
    return column == null ? null : Payload.bytes((byte[]) column);
  }

  private static long number(Object column) {
    return ((Number) column).longValue();
  }

  /** The running sum ends the page in the database, before large rows travel. */
  private static String sql(String bound, String order) {
    String columns = "entry_offset, created_at, data, user_id, client_id, conn_info, chan_info";
    return "select c.epoch, c.head, e.entry_offset, e.created_at, e.data, e.user_id, e.client_id,"
        + " e.conn_info, e.chan_info, e.tags from parley_channel c left join (select x.*,"
        + " sum(octet_length(x.data)) over (order by x.entry_offset "
        + order
        + ") - octet_length(x.data) as earlier from (select "
        + columns
        + ", tags from parley_entry where channel = ?1 and entry_offset "
        + bound
        // An entry that was removed while it was young is a row without data.
        + " and octet_length(data) > 0"
        + " order by entry_offset "
        + order
        + " limit ?3) x) e on e.earlier < "
        + Page.MOST_BYTES
        + " where c.name = ?1 order by e.entry_offset "
        + order;
  }
}
