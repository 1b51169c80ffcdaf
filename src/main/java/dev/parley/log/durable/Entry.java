package dev.parley.log.durable;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Publication;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/**
 * One row of the log. It is written once and deleted by retention. Only {@link HistoryRemoval}
 * changes it: a row that is still needed for its key then has no data. Owned by the transaction
 * that made it.
 */
@Entity
@Table(name = "parley_entry")
@IdClass(EntryKey.class)
class Entry {
  @Id
  @Column(name = "channel")
  String channel;

  @Id
  @Column(name = "entry_offset")
  long offset;

  @Column(name = "data")
  byte[] data;

  @Column(name = "user_id")
  String userId;

  @Column(name = "client_id")
  String clientId;

  @Column(name = "conn_info")
  byte[] connInfo;

  @Column(name = "chan_info")
  byte[] chanInfo;

  /** A JSON object of strings; null if there are none. */
  @Column(name = "tags")
  String tags;

  /** Milliseconds since 1970; never goes backwards within a channel. */
  @Column(name = "created_at")
  long createdAt;

  /**
   * Made of channel and idempotency key; null without a key. A UUID as 16 bytes, because not every
   * provider can bind a UUID that is null.
   */
  @Column(name = "dedupe_id")
  byte[] dedupeId;

  /** The batch that wrote it, so that a commit whose answer was lost can be found. */
  @Column(name = "batch_id")
  long batchId;

  /** For JPA. */
  protected Entry() {}

  /** The row of a publication that has its offset. */
  static Entry of(QueuedAppend append, long batchId) {
    Publication publication = append.assigned().publication();
    ClientInfo info = publication.info();
    Entry entry = new Entry();
    entry.channel = append.channel();
    entry.offset = publication.offset();
    entry.data = publication.data().bytes();
    if (info != null) {
      entry.userId = info.user();
      entry.clientId = info.client();
      entry.connInfo = ColumnCodec.bytes(info.connInfo());
      entry.chanInfo = ColumnCodec.bytes(info.chanInfo());
    }
    entry.tags = ColumnCodec.text(publication.tags());
    entry.createdAt = publication.time();
    entry.dedupeId = ColumnCodec.bytes(append.dedupeId);
    entry.batchId = batchId;
    return entry;
  }
}
