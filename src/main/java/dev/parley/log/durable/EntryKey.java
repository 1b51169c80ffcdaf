package dev.parley.log.durable;

import java.io.Serializable;
import java.util.Objects;

/** The primary key of {@link Entry}, in the shape JPA wants. */
class EntryKey implements Serializable {
  private static final long serialVersionUID = 1L;

  String channel;
  long offset;

  /** For JPA. */
  EntryKey() {}

  @Override
  public boolean equals(Object other) {
    return other instanceof EntryKey that
        && offset == that.offset
        && Objects.equals(channel, that.channel);
  }

  @Override
  public int hashCode() {
    return Objects.hash(channel, offset);
  }
}
