package dev.parley.cluster;

import java.util.Locale;

/** Why something was not sent, or was not taken. */
enum DropReason {
  /** Too much waits for the other member. */
  OUTBOX,
  /** The other member confirms nothing. */
  SILENT,
  /** Hazelcast could not take it. */
  FAILED,
  /** Too much waits to be delivered here. */
  INBOX,
  /** Of another version of this format. */
  VERSION,
  /** Not signed with our secret, or meant for somebody else. */
  SIGNATURE,
  /** From nobody who is a member. */
  STRANGER,
  /** Overtaken by what was sent after it. */
  LATE,
  /** A kind of letter that this version does not know. */
  KIND,
  /** Not what it says it is. */
  MALFORMED;

  /** The word in the metrics. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
