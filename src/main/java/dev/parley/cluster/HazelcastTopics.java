package dev.parley.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.topic.ITopic;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Topics and members as Hazelcast has them. The id of a member's start travels as an attribute of
 * the member, because Hazelcast's own id changes when a split cluster is merged. Safe for all
 * threads.
 *
 * <p>The topic of a member that is gone is not destroyed: a member that was only cut off would be
 * deaf when it comes back. It costs a few hundred bytes for each start of a member.
 */
final class HazelcastTopics implements Topics {
  static final String INBOX = "parley.inbox.";

  private static final String START = "parley.start";

  private final Config config;
  private final Map<UUID, ITopic<byte[]>> inboxes = new ConcurrentHashMap<>();

  /** Made and ended by the thread that starts and stops the application. */
  private volatile HazelcastInstance hazelcast;

  HazelcastTopics(Config config) {
    this.config = config;
  }

  @Override
  public void start(UUID self, Consumer<byte[]> inbox, Runnable changed) {
    config.setInstanceName("parley-" + self);
    config.getMemberAttributeConfig().setAttribute(START, self.toString());
    hazelcast = onThreadOfItsOwn(config);
    hazelcast
        .getTopic(INBOX + self)
        .addMessageListener(
            message -> {
              if (message.getMessageObject() instanceof byte[] frame) {
                inbox.accept(frame);
              }
            });
    hazelcast
        .getCluster()
        .addMembershipListener(
            new MembershipListener() {
              @Override
              public void memberAdded(MembershipEvent event) {
                changed.run();
              }

              @Override
              public void memberRemoved(MembershipEvent event) {
                changed.run();
              }
            });
  }

  /**
   * Threads of Hazelcast inherit from the one that makes it; from a thread of the server they would
   * hold the application in memory after it was stopped.
   */
  private static HazelcastInstance onThreadOfItsOwn(Config config) {
    CompletableFuture<HazelcastInstance> made = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                made.complete(Hazelcast.newHazelcastInstance(config));
              } catch (RuntimeException | Error e) {
                made.completeExceptionally(e);
              }
            },
            "parley-cluster-start");
    thread.setContextClassLoader(config.getClassLoader());
    thread.start();
    try {
      return made.join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "this member cannot join the others; look at parley.cluster.*: "
              + e.getCause().getMessage(),
          e.getCause());
    }
  }

  @Override
  public Set<UUID> others() {
    Set<UUID> others = new HashSet<>();
    HazelcastInstance running = hazelcast;
    if (running != null && running.getLifecycleService().isRunning()) {
      for (Member member : running.getCluster().getMembers()) {
        UUID start = startOf(member);
        if (!member.localMember() && start != null) {
          others.add(start);
        }
      }
    }
    return others;
  }

  /** Null for somebody who is no Parley. */
  private static UUID startOf(Member member) {
    try {
      String start = member.getAttribute(START);
      return start == null ? null : UUID.fromString(start);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public void publish(UUID member, byte[] frame) {
    inboxes.computeIfAbsent(member, id -> hazelcast.getTopic(INBOX + id)).publish(frame);
  }

  @Override
  public void stop() {
    HazelcastInstance running = hazelcast;
    if (running != null) {
      running.shutdown();
    }
  }
}
