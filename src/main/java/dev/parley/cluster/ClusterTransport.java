package dev.parley.cluster;

import dev.parley.cluster.Members.Member;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What the bridge needs of the machinery below it: who is a member, and an inbox for each. Members
 * are named by the id of their start.
 */
interface ClusterTransport {
  /**
   * Takes the address of this member, and begins to join the others, or to become the first one.
   * Called once.
   *
   * @param inbox gets what others publish to this member; must only hand it over
   * @param changed runs when members have come or gone; must only hand it over
   * @return completes when it has joined, however late; exceptionally when it never will
   * @throws IllegalStateException when the address is not to be had
   */
  CompletableFuture<Void> start(Member self, Consumer<byte[]> inbox, Runnable changed);

  /** The other members; none before this one has joined. */
  Set<Member> others();

  /** Sends to another member. May fail, may be lost. */
  void publish(UUID member, byte[] frame);

  /** Leaves, or joins no more. */
  void stop();
}
