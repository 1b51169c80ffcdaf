package dev.parley.room;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** How much of a channel a user has read. Its offset only grows, except in another epoch. */
@Entity
@Table(name = "parley_read_marker")
@IdClass(ReadMarkerKey.class)
class ReadMarker {
  @Id
  @Column(name = "user_id")
  String userId;

  @Id
  @Column(name = "channel")
  String channel;

  /** Of the log that the offset belongs to. In another log the marker means nothing. */
  @Column(name = "epoch")
  String epoch;

  /** The last publication that was read, at least 1. */
  @Column(name = "read_offset")
  long offset;

  /** Milliseconds since 1970; for operators who delete what nobody has used for long. */
  @Column(name = "updated_at")
  long updatedAt;

  /** For JPA. */
  protected ReadMarker() {}

  ReadMarker(ReadMarkerKey key, String epoch, long offset, long updatedAt) {
    this.userId = key.userId;
    this.channel = key.channel;
    this.epoch = epoch;
    this.offset = offset;
    this.updatedAt = updatedAt;
  }
}
