package dev.parley.log.durable;

import dev.parley.database.SqlFailure;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;

/** The errors of the log, in the words that users read. */
final class LogErrors {
  private LogErrors() {}

  static ProtocolException queueFull() {
    return new ProtocolException(ErrorCode.INTERNAL, "the log's queue is full, try again");
  }

  static ProtocolException closed() {
    return new ProtocolException(ErrorCode.INTERNAL, "the server is stopping, try again");
  }

  static ProtocolException expired() {
    return new ProtocolException(ErrorCode.INTERNAL, "the log does not answer, try again");
  }

  static ProtocolException unreadable(Throwable cause) {
    return new ProtocolException(
        ErrorCode.INTERNAL, "the log cannot be read now, try again", cause);
  }

  static ProtocolException notRemoved(Throwable cause) {
    return new ProtocolException(
        ErrorCode.INTERNAL, "not all of the history could be removed: call again", cause);
  }

  static ProtocolException refused(SqlFailure failure, Throwable cause) {
    return failure == SqlFailure.DATA
        ? new ProtocolException(
            ErrorCode.BAD_REQUEST, "the log cannot store this publication: change it", cause)
        : new ProtocolException(
            ErrorCode.INTERNAL, "the log could not store this publication, try again", cause);
  }
}
