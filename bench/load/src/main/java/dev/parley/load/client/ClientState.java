package dev.parley.load.client;

/** Where a client is. */
enum ClientState {
  /** No connection, and none under way. */
  IDLE,
  /** From the opening of the TCP connection until everything is subscribed. */
  OPENING,
  READY,
  /** The run is over; nothing counts any more. */
  FINISHED
}
