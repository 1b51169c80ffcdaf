package dev.parley.cluster.hazelcast;

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
 * The members and topics of Hazelcast. Each member has a topic, and two attributes: the id of its
 * start, because Hazelcast's own id changes when a split cluster merges, and its name. Safe for all
 * threads.
 *
 * <p>One call of Hazelcast makes an instance and joins. It does not return while a member accepts
 * connections and does not answer, so it has a thread of its own.
 *
 * <p>The topic of a member that has left is not destroyed: one that was only cut off would receive
 * nothing when it is back. A topic costs a few hundred bytes for each start of a member.
 */
final class HazelcastTransport implements ClusterTransport {
  static final String TOPIC_PREFIX = "parley.inbox.";

  private static final String START_ID = "parley.start";
  private static final String NAME = "parley.name";

  /** Longer than Hazelcast needs to end a join. */
  private static final Duration MAX_STOP = Duration.ofSeconds(10);

  private final Config config;

  /** The instance before it has joined. Written once, by Hazelcast, in the joining thread. */
  private volatile HazelcastInstance opened;

  /** The same instance when it has joined. Written once, by the joining thread. */
  private volatile HazelcastInstance joined;

  /** Belongs to the thread that starts and stops the application. */
  private Thread joinThread;

  HazelcastTransport(Config config) {
    this.config = config;
  }

  @Override
  public CompletableFuture<Void> start(
      Member self, Consumer<byte[]> receiver, Runnable membersChanged) {
    config.setInstanceName("parley-" + self.id());
    config
        .getMemberAttributeConfig()
        .setAttribute(START_ID, self.id().toString())
        .setAttribute(NAME, self.name());
    CompletableFuture<Void> open = new CompletableFuture<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    config.addListenerConfig(new ListenerConfig(new OpenListener(open)));
    Runnable join =
        () -> {
          try {
            HazelcastInstance made = Hazelcast.newHazelcastInstance(config);
            addListeners(made, self, receiver, membersChanged);
            joined = made;
            done.complete(null);
            membersChanged.run();
          } catch (RuntimeException | Error e) {
            open.completeExceptionally(e);
            done.completeExceptionally(e);
          }
        };
    // Hazelcast's threads inherit from the thread that makes it. From a thread of the server they
    // would keep the application in memory after its end.
    joinThread = new Thread(join, "parley-cluster-join");
    joinThread.setContextClassLoader(config.getClassLoader());
    joinThread.start();
    try {
      open.join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "this member cannot open its own address; check parley.cluster.host and"
              + " parley.cluster.port: "
              + e.getCause().getMessage(),
          e.getCause());
    }
    return done;
  }

  /** Is called when the port is open, before the join. */
  private final class OpenListener implements LifecycleListener, HazelcastInstanceAware {
    private final CompletableFuture<Void> open;

    OpenListener(CompletableFuture<Void> open) {
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

  private static void addListeners(
      HazelcastInstance made, Member self, Consumer<byte[]> receiver, Runnable membersChanged) {
    made.getTopic(TOPIC_PREFIX + self.id())
        .addMessageListener(
            message -> {
              if (message.getMessageObject() instanceof byte[] frame) {
                receiver.accept(frame);
              }
            });
    made.getCluster()
        .addMembershipListener(
            new MembershipListener() {
              @Override
              public void memberAdded(MembershipEvent event) {
                membersChanged.run();
              }

              @Override
              public void memberRemoved(MembershipEvent event) {
                membersChanged.run();
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

  /** Null for a member of Hazelcast that is not Parley. */
  private static Member read(com.hazelcast.cluster.Member known) {
    try {
      String start = known.getAttribute(START_ID);
      String name = known.getAttribute(NAME);
      return start == null ? null : new Member(UUID.fromString(start), name == null ? "" : name);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public void publish(UUID member, byte[] frame) {
    joined.getTopic(TOPIC_PREFIX + member).publish(frame);
  }

  @Override
  public void stop() {
    HazelcastInstance running = joined;
    if (running != null) {
      running.shutdown();
    } else if (opened != null) {
      opened.getLifecycleService().terminate();
      joinThread.interrupt();
    }
    try {
      joinThread.join(MAX_STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
