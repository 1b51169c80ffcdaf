package dev.parley.log;

import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;

/**
 * What became of one publication: exactly one of problem, publication or position alone.
 *
 * @param pending whose answer it is
 * @param publication as appended; null if it was not
 * @param position of the entry; null if there is none
 * @param problem null if there is none
 */
record AppendResult(
    QueuedAppend pending,
    Publication publication,
    StreamPosition position,
    ProtocolException problem) {

  static AppendResult appended(QueuedAppend pending, Publication publication, String epoch) {
    return new AppendResult(
        pending, publication, new StreamPosition(publication.offset(), epoch), null);
  }

  static AppendResult duplicate(QueuedAppend pending, StreamPosition position) {
    return new AppendResult(pending, null, position, null);
  }

  static AppendResult failed(QueuedAppend pending, ProtocolException problem) {
    return new AppendResult(pending, null, null, problem);
  }

  /** Tells the callback. */
  void deliver() {
    if (problem != null) {
      pending.callback.failed(problem);
    } else if (publication != null) {
      pending.callback.appended(publication, position);
    } else {
      pending.callback.duplicate(position);
    }
  }
}
