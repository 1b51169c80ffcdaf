package dev.parley.log;

import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;

/** Hears what became of one {@link Append}: exactly one of the methods is called, exactly once. */
public interface AppendCallback {
  /**
   * It is in the log.
   *
   * @param publication with its offset and time
   * @param position of the entry
   */
  void appended(Publication publication, StreamPosition position);

  /**
   * Nothing was appended, because an entry with the same idempotency key is there already.
   *
   * @param position of that entry
   */
  void duplicate(StreamPosition position);

  /**
   * It was not appended. With one exception nothing of it is in the log: when the database went
   * away in the middle of a commit and did not come back in time, nobody knows; the same
   * idempotency key makes trying again safe.
   *
   * @param problem with code 100 when trying again may help
   */
  void failed(ProtocolException problem);
}
