package dev.parley.cluster;

import dev.parley.cluster.Members.Member;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What the bridge needs of the machinery below it: who is a member, and an inbox for each. Members
 * are named by the id of their start.
 */
interface Topics {
  /**
   * Joins the other members, or becomes the first one; blocks until it has.
   *
   * @param inbox gets what others publish to this member; must only hand it over
   * @param changed runs when members have come or gone; must only hand it over
   */
  void start(Member self, Consumer<byte[]> inbox, Runnable changed);

  /** The other members. */
  Set<Member> others();

  /** Sends to another member. May fail, may be lost. */
  void publish(UUID member, byte[] frame);

  /** Leaves. */
  void stop();
}
