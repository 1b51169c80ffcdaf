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
record Answer(
    Pending pending, Publication publication, StreamPosition position, ProtocolException problem) {

  static Answer appended(Pending pending, Publication publication, String epoch) {
    return new Answer(pending, publication, new StreamPosition(publication.offset(), epoch), null);
  }

  static Answer duplicate(Pending pending, StreamPosition position) {
    return new Answer(pending, null, position, null);
  }

  static Answer failed(Pending pending, ProtocolException problem) {
    return new Answer(pending, null, null, problem);
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
