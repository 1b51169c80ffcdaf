package dev.parley.cluster;

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

/** Members and topics without sockets, that lose and keep what the test wants. */
final class FakeNetwork {
  private final Map<UUID, FakeTopics> members = new ConcurrentHashMap<>();

  /** All that was published, to whomever. */
  final CopyOnWriteArrayList<Published> published = new CopyOnWriteArrayList<>();

  /** What is published to these is lost. */
  final Set<UUID> deaf = ConcurrentHashMap.newKeySet();

  record Published(UUID to, byte[] frame) {}

  FakeTopics topics() {
    return new FakeTopics();
  }

  /** Gives a member a frame as if somebody had published it. */
  void inject(UUID to, byte[] frame) {
    members.get(to).inbox.accept(frame);
  }

  /** Shows the others somebody who never says anything. */
  void mute() {
    new FakeTopics().start(new Member(UUID.randomUUID(), "mute"), frame -> {}, () -> {});
  }

  /** One member's view. */
  final class FakeTopics implements ClusterTransport {
    private Member member;
    UUID self;
    private Consumer<byte[]> inbox;
    private Runnable changed;

    /** What is published here waits for it. */
    volatile CountDownLatch clear = new CountDownLatch(0);

    @Override
    public CompletableFuture<Void> start(
        Member newSelf, Consumer<byte[]> newInbox, Runnable newChanged) {
      member = newSelf;
      self = member.id();
      inbox = newInbox;
      changed = newChanged;
      members.put(self, this);
      members.values().forEach(member -> member.changed.run());
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
        clear.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      published.add(new Published(member, frame));
      FakeTopics target = members.get(member);
      if (target != null && !deaf.contains(member)) {
        target.inbox.accept(frame);
      }
    }

    @Override
    public void stop() {
      members.remove(self);
      members.values().forEach(member -> member.changed.run());
    }
  }
}
