package dev.parley.cluster.hazelcast;

import dev.parley.cluster.Members.Member;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Members and frames in memory; the test decides which frames are lost or blocked. */
final class FakeNetwork {
  private final Map<UUID, FakeTransport> members = new ConcurrentHashMap<>();

  /** All frames that were published. */
  final CopyOnWriteArrayList<Published> published = new CopyOnWriteArrayList<>();

  /** Frames to these members are lost. */
  final Set<UUID> unreachable = ConcurrentHashMap.newKeySet();

  record Published(UUID to, byte[] frame) {}

  FakeTransport newTransport() {
    return new FakeTransport();
  }

  /** Delivers a frame to a member as if another one had published it. */
  void inject(UUID to, byte[] frame) {
    members.get(to).receiver.accept(frame);
  }

  /** Adds a member that never sends anything. */
  void addSilentMember() {
    new FakeTransport().start(new Member(UUID.randomUUID(), "silent"), frame -> {}, () -> {});
  }

  /** The transport of one member. */
  final class FakeTransport implements ClusterTransport {
    private Member member;
    UUID self;
    private Consumer<byte[]> receiver;
    private Runnable membersChanged;

    /** {@code publish} waits for it. */
    volatile CountDownLatch unblocked = new CountDownLatch(0);

    @Override
    public CompletableFuture<Void> start(
        Member newSelf, Consumer<byte[]> newReceiver, Runnable newMembersChanged) {
      member = newSelf;
      self = member.id();
      receiver = newReceiver;
      membersChanged = newMembersChanged;
      members.put(self, this);
      members.values().forEach(member -> member.membersChanged.run());
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public Set<Member> others() {
      return members.values().stream()
          .filter(each -> each != this)
          .map(each -> each.member)
          .collect(Collectors.toSet());
    }

    @Override
    public void publish(UUID member, byte[] frame) {
      try {
        unblocked.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      published.add(new Published(member, frame));
      FakeTransport target = members.get(member);
      if (target != null && !unreachable.contains(member)) {
        target.receiver.accept(frame);
      }
    }

    @Override
    public void stop() {
      members.remove(self);
      members.values().forEach(member -> member.membersChanged.run());
    }
  }
}
