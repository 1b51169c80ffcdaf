package dev.parley.presence;

/** Lets tests of other packages run the steps of presence. */
public final class PresenceSteps {
  private PresenceSteps() {}

  /** Runs one step. */
  public static void step(Presence presence) {
    presence.step();
  }
}
