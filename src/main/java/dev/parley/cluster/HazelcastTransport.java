package dev.parley.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import dev.parley.cluster.Members.Member;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Topics and members as Hazelcast has them. The id of a member's start and its name travel as
 * attributes of the member, the id because Hazelcast's own id changes when a split cluster is
 * merged. Safe for all threads.
 *
 * <p>Hazelcast makes an instance and joins in one call, which lasts as long as a member that can be
 * reached says nothing. So that call has a thread of its own.
 *
 * <p>The topic of a member that is gone is not destroyed: a member that was only cut off would be
 * deaf when it comes back. It costs a few hundred bytes for each start of a member.
 */
final class HazelcastTransport implements ClusterTransport {
  static final String INBOX = "parley.inbox.";

  private static final String START = "parley.start";
  private static final String NAME = "parley.name";

  /** More than Hazelcast needs to give up joining. */
  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private final Config config;

  /** The instance before it has joined. Written once, by Hazelcast, in the thread that joins. */
  private volatile HazelcastInstance opened;

  /** The same one when it has joined. Written once, by the thread that joins. */
  private volatile HazelcastInstance joined;

  /** Made and ended by the thread that starts and stops the application. */
  private Thread joining;

  HazelcastTransport(Config config) {
    this.config = config;
  }

  @Override
  public CompletableFuture<Void> start(Member self, Consumer<byte[]> inbox, Runnable changed) {
    config.setInstanceName("parley-" + self.id());
    config
        .getMemberAttributeConfig()
        .setAttribute(START, self.id().toString())
        .setAttribute(NAME, self.name());
    CompletableFuture<Void> open = new CompletableFuture<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    config.addListenerConfig(new ListenerConfig(new Opening(open)));
    Runnable join =
        () -> {
          try {
            HazelcastInstance made = Hazelcast.newHazelcastInstance(config);
            listen(made, self, inbox, changed);
            joined = made;
            done.complete(null);
            changed.run();
          } catch (RuntimeException | Error e) {
            open.completeExceptionally(e);
            done.completeExceptionally(e);
          }
        };
    // Threads of Hazelcast inherit from the one that makes it; from a thread of the server they
    // would hold the application in memory after it was stopped.
    joining = new Thread(join, "parley-cluster-join");
    joining.setContextClassLoader(config.getClassLoader());
    joining.start();
    try {
      open.join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "this member's own address is not to be had; look at parley.cluster.host and"
              + " parley.cluster.port: "
              + e.getCause().getMessage(),
          e.getCause());
    }
    return done;
  }

  /** Hears that the port is open, and of which instance; what comes then is the join. */
  private final class Opening implements LifecycleListener, HazelcastInstanceAware {
    private final CompletableFuture<Void> open;

    Opening(CompletableFuture<Void> open) {
      this.open = open;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
      opened = instance;
    }

    @Override
    public void stateChanged(LifecycleEvent event) {
      open.complete(null);
    }
  }

  private static void listen(
      HazelcastInstance made, Member self, Consumer<byte[]> inbox, Runnable changed) {
    made.getTopic(INBOX + self.id())
        .addMessageListener(
            message -> {
              if (message.getMessageObject() instanceof byte[] frame) {
                inbox.accept(frame);
              }
            });
    made.getCluster()
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

  @Override
  public Set<Member> others() {
    Set<Member> others = new HashSet<>();
    HazelcastInstance running = joined;
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
    joined.getTopic(INBOX + member).publish(frame);
  }

  @Override
  public void stop() {
    HazelcastInstance running = joined;
    if (running != null) {
      running.shutdown();
    } else if (opened != null) {
      opened.getLifecycleService().terminate();
      joining.interrupt();
    }
    try {
      joining.join(LONGEST_END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
