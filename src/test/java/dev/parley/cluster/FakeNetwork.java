package dev.parley.cluster;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

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
  UUID mute() {
    FakeTopics topics = new FakeTopics();
    topics.start(UUID.randomUUID(), frame -> {}, () -> {});
    return topics.self;
  }

  /** One member's view. */
  final class FakeTopics implements Topics {
    UUID self;
    private Consumer<byte[]> inbox;
    private Runnable changed;

    @Override
    public void start(UUID newSelf, Consumer<byte[]> newInbox, Runnable newChanged) {
      self = newSelf;
      inbox = newInbox;
      changed = newChanged;
      members.put(self, this);
      members.values().forEach(member -> member.changed.run());
    }

    @Override
    public Set<UUID> others() {
      Set<UUID> others = new HashSet<>(members.keySet());
      others.remove(self);
      return others;
    }

    @Override
    public void publish(UUID member, byte[] frame) {
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
