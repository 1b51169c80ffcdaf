package dev.parley.room;

import java.io.Serializable;
import java.util.Objects;

/** The primary key of {@link ReadMarker}, in the shape JPA wants. */
class ReadMarkerKey implements Serializable {
  private static final long serialVersionUID = 1L;

  String userId;
  String channel;

  /** For JPA. */
  ReadMarkerKey() {}

  ReadMarkerKey(String userId, String channel) {
    this.userId = userId;
    this.channel = channel;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReadMarkerKey that
        && Objects.equals(userId, that.userId)
        && Objects.equals(channel, that.channel);
  }

  @Override
  public int hashCode() {
    return Objects.hash(userId, channel);
  }
}
