package dev.parley.presence;

/** Lets tests of other packages do by hand what the thread of presence does. */
public final class PresenceSteps {
  private PresenceSteps() {}

  /** What it does each time. */
  public static void step(Presence presence) {
    presence.step();
  }
}
