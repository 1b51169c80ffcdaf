package dev.parley.cluster.hazelcast;

import java.util.Locale;

/** The reason for which a message is not sent, or a frame or message not read. */
enum DropReason {
  /** Too many bytes wait for the other member. */
  OUTBOX,
  /** The other member confirms nothing. */
  SILENT,
  /** Hazelcast has failed to send. */
  FAILED,
  /** Too many received bytes wait on this member. */
  INBOX,
  /** The frame has another version. */
  VERSION,
  /** The frame is signed with another secret, or is for another member. */
  SIGNATURE,
  /** The sender is not a member. */
  STRANGER,
  /** The frame is older than one that was read. */
  LATE,
  /** This version does not know the kind of the message. */
  KIND,
  /** The bytes do not match their format. */
  MALFORMED;

  /** The value of the metric's tag. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
