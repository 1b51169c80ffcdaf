package dev.parley.load.check;

/** What went wrong with deliveries. Owned by one thread; added up at the end. */
public final class Tally {
  /** Confirmed, and never received. */
  public long missing;

  /** Neither confirmed nor refused, and not received: the server owed nothing. */
  public long unconfirmed;

  /** Received more than once. */
  public long doubled;

  /** Received after a later one. */
  public long outOfOrder;

  /** Takes the counts of another one in. */
  public void add(Tally other) {
    missing += other.missing;
    unconfirmed += other.unconfirmed;
    doubled += other.doubled;
    outOfOrder += other.outOfOrder;
  }
}
