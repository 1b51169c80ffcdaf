package dev.parley.cluster;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Notes between members, on their way out and in. Safe for all threads: listeners are called under
 * its lock, one at a time, so that nobody hears a note of a member before it has joined or after it
 * has left. Sending takes no lock.
 */
final class MemberMessages implements Members {
  private static final System.Logger LOG = System.getLogger(MemberMessages.class.getName());

  private final Member self;
  private final PeerTable peers;

  /** Both guarded by this. */
  private final Map<Topic, Listener> listeners = new EnumMap<>(Topic.class);

  private final Set<Member> here = new LinkedHashSet<>();

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
      throw new IllegalStateException("somebody hears " + topic + " already");
    }
    here.forEach(member -> call(listener, one -> one.memberJoined(member)));
  }

  @Override
  public void send(UUID member, Topic topic, byte[] note) {
    byte[] letter = letter(topic, note);
    Peer peer = peers.find(member);
    if (peer != null) {
      peer.send(letter);
    }
  }

  @Override
  public void sendToAll(Topic topic, byte[] note) {
    byte[] letter = letter(topic, note);
    peers.all().forEach(peer -> peer.send(letter));
  }

  private static byte[] letter(Topic topic, byte[] note) {
    if (note.length > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException("a note of " + note.length + " bytes is too long");
    }
    return ClusterMessageCodec.encode(new ClusterMessage.Note(topic, note));
  }

  synchronized void memberJoined(Member member) {
    if (here.add(member)) {
      listeners.values().forEach(listener -> call(listener, one -> one.memberJoined(member)));
    }
  }

  synchronized void memberLeft(Member member) {
    if (here.remove(member)) {
      listeners.values().forEach(listener -> call(listener, one -> one.memberLeft(member)));
    }
  }

  synchronized void messageReceived(Member member, ClusterMessage.Note note) {
    Listener listener = listeners.get(note.topic());
    if (listener != null && here.contains(member)) {
      call(listener, one -> one.messageReceived(member, note.bytes()));
    }
  }

  private static void call(Listener listener, Consumer<Listener> step) {
    try {
      step.accept(listener);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a note of another member could not be handled", e);
    }
  }
}
