package dev.parley.channel.recovery;

import java.util.List;

/** The channels of this member that have a position in a log. Safe for all threads. */
public interface OpenChannels {
  /** All of them, as they are now. */
  List<LoggedChannel> opened();
}
