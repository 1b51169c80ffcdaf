package dev.parley.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.topic.ITopic;
import dev.parley.cluster.Members.Member;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Topics and members as Hazelcast has them. The id of a member's start and its name travel as
 * attributes of the member, the id because Hazelcast's own id changes when a split cluster is
 * merged. Safe for all threads.
 *
 * <p>The topic of a member that is gone is not destroyed: a member that was only cut off would be
 * deaf when it comes back. It costs a few hundred bytes for each start of a member.
 */
final class HazelcastTopics implements Topics {
  static final String INBOX = "parley.inbox.";

  private static final String START = "parley.start";
  private static final String NAME = "parley.name";

  private final Config config;
  private final Map<UUID, ITopic<byte[]>> inboxes = new ConcurrentHashMap<>();

  /** Made and ended by the thread that starts and stops the application. */
  private volatile HazelcastInstance hazelcast;

  HazelcastTopics(Config config) {
    this.config = config;
  }

  @Override
  public void start(Member self, Consumer<byte[]> inbox, Runnable changed) {
    config.setInstanceName("parley-" + self.id());
    config
        .getMemberAttributeConfig()
        .setAttribute(START, self.id().toString())
        .setAttribute(NAME, self.name());
    hazelcast = onThreadOfItsOwn(config);
    hazelcast
        .getTopic(INBOX + self.id())
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
  public Set<Member> others() {
    Set<Member> others = new HashSet<>();
    HazelcastInstance running = hazelcast;
    if (running != null && running.getLifecycleService().isRunning()) {
      for (com.hazelcast.cluster.Member known : running.getCluster().getMembers()) {
        Member member = read(known);
        if (!known.localMember() && member != null) {
          others.add(member);
        }
      }
    }
    return others;
  }

  /** Null for somebody who is no Parley. */
  private static Member read(com.hazelcast.cluster.Member known) {
    try {
      String start = known.getAttribute(START);
      String name = known.getAttribute(NAME);
      return start == null ? null : new Member(UUID.fromString(start), name == null ? "" : name);
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
