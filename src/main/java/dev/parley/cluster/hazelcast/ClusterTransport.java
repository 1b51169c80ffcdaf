package dev.parley.cluster.hazelcast;

import dev.parley.cluster.Members.Member;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Lists the members and carries frames between them. The id of a member is that of its start.
 * {@link HazelcastTransport} implements it; tests have one in memory.
 */
interface ClusterTransport {
  /**
   * Opens the address of this member, and begins to join the others, or to become the first one.
   * Called once.
   *
   * @param receiver gets the frames that others publish to this member; must only hand them over
   * @param membersChanged runs when members have joined or left; must only hand over
   * @return completes when the member has joined, however late; exceptionally when it can never
   *     join
   * @throws IllegalStateException when the address cannot be opened
   */
  CompletableFuture<Void> start(Member self, Consumer<byte[]> receiver, Runnable membersChanged);

  /** Returns the other members; none before this one has joined. */
  Set<Member> others();

  /** Sends a frame to another member. May fail, and may lose the frame. */
  void publish(UUID member, byte[] frame);

  /** Leaves the others, or ends the join. */
  void stop();
}
