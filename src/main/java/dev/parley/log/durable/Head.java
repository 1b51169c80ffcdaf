package dev.parley.log.durable;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/**
 * The first and the last offset of one channel. An append holds the lock on this row, so offsets
 * have no gaps and no repeats (L2).
 */
@Entity
@Table(name = "parley_channel")
class Head {
  @Id
  @Column(name = "name")
  String name;

  @Column(name = "epoch")
  String epoch;

  /** The last offset given; 0 before the first. */
  @Column(name = "head")
  long head;

  /** The last offset trimmed; 0 if none was. */
  @Column(name = "tail")
  long tail;

  /** Time of the newest entry, in milliseconds since 1970; 0 before the first. */
  @Column(name = "head_at")
  long headAt;

  /** Time of the oldest entry that is kept, or earlier; 0 before the first. */
  @Column(name = "oldest_at")
  long oldestAt;

  /** For JPA. */
  protected Head() {}

  /** A channel without entries, with a new epoch. */
  Head(String name) {
    this.name = name;
    this.epoch = UUID.randomUUID().toString();
  }

  /** Returns the next offset, for an entry of the time {@code now}. */
  long advance(long now) {
    headAt = Math.max(headAt, now);
    if (head == tail) {
      oldestAt = headAt;
    }
    return ++head;
  }
}
