package dev.parley.cluster.hazelcast;

import dev.parley.cluster.Members;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Sends messages of topics to other members, and calls the listeners of received ones. Safe for all
 * threads: listeners are called under its lock, one at a time, so that no message of a member comes
 * before it has joined or after it has left. Sending takes no lock.
 */
final class MemberMessages implements Members {
  private static final System.Logger LOG = System.getLogger(MemberMessages.class.getName());

  private final Member self;
  private final PeerTable peers;

  /** Guarded by this, as the next one. */
  private final Map<Topic, Listener> listeners = new EnumMap<>(Topic.class);

  private final Set<Member> present = new LinkedHashSet<>();

  MemberMessages(Member self, PeerTable peers) {
    this.self = self;
    this.peers = peers;
  }

  @Override
  public Member self() {
    return self;
  }

  @Override
  public Collection<Member> others() {
    return peers.all().stream().map(Peer::member).toList();
  }

  @Override
  public synchronized void setListener(Topic topic, Listener listener) {
    if (listeners.putIfAbsent(topic, listener) != null) {
      throw new IllegalStateException("the topic " + topic + " has a listener already");
    }
    present.forEach(member -> call(listener, each -> each.memberJoined(member)));
  }

  @Override
  public void send(UUID member, Topic topic, byte[] message) {
    byte[] encoded = encode(topic, message);
    Peer peer = peers.find(member);
    if (peer != null) {
      peer.send(encoded);
    }
  }

  @Override
  public void sendToAll(Topic topic, byte[] message) {
    byte[] encoded = encode(topic, message);
    peers.all().forEach(peer -> peer.send(encoded));
  }

  private static byte[] encode(Topic topic, byte[] message) {
    if (message.length > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException("a message of " + message.length + " bytes is too long");
    }
    return ClusterMessageCodec.encode(new ClusterMessage.TopicMessage(topic, message));
  }

  synchronized void memberJoined(Member member) {
    if (present.add(member)) {
      listeners.values().forEach(listener -> call(listener, each -> each.memberJoined(member)));
    }
  }

  synchronized void memberLeft(Member member) {
    if (present.remove(member)) {
      listeners.values().forEach(listener -> call(listener, each -> each.memberLeft(member)));
    }
  }

  synchronized void receive(Member member, ClusterMessage.TopicMessage message) {
    Listener listener = listeners.get(message.topic());
    if (listener != null && present.contains(member)) {
      call(listener, each -> each.messageReceived(member, message.bytes()));
    }
  }

  private static void call(Listener listener, Consumer<Listener> step) {
    try {
      step.accept(listener);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a message of another member could not be handled", e);
    }
  }
}
