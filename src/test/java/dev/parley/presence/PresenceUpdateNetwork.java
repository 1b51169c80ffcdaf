package dev.parley.presence;

import dev.parley.cluster.Members;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Carries notes between members in memory, when and how the test wants. */
final class PresenceUpdateNetwork {
  /** What is on its way, in the order in which it was sent. */
  final List<Parcel> onTheWay = new ArrayList<>();

  /** A note from one member to another. */
  record Parcel(Port from, Port to, byte[] note) {}

  /** A member's door to the network. */
  final class Port implements Members {
    private final Member self;
    private final Map<UUID, Port> others = new LinkedHashMap<>();
    private Listener listener;

    Port(String name) {
      self = new Member(UUID.randomUUID(), name);
    }

    @Override
    public Member self() {
      return self;
    }

    @Override
    public Collection<Member> others() {
      return others.values().stream().map(Port::self).toList();
    }

    @Override
    public void setListener(Topic topic, Listener newListener) {
      listener = newListener;
    }

    @Override
    public void send(UUID member, Topic topic, byte[] note) {
      if (note.length > MAX_MESSAGE_BYTES) {
        throw new IllegalArgumentException("a note of " + note.length + " bytes");
      }
      Port other = others.get(member);
      if (other != null) {
        onTheWay.add(new Parcel(this, other, note));
      }
    }

    @Override
    public void sendToAll(Topic topic, byte[] note) {
      List.copyOf(others.keySet()).forEach(member -> send(member, topic, note));
    }

    /** Sees another member from now on; that one may not see it. */
    void see(Port other) {
      if (others.putIfAbsent(other.self.id(), other) == null) {
        listener.memberJoined(other.self);
      }
    }

    /** Takes another member for gone; that one may not. */
    void lose(Port other) {
      if (others.remove(other.self.id()) != null) {
        listener.memberLeft(other.self);
      }
    }

    /** Gets a note as if another member had sent it. */
    void hear(Port from, byte[] note) {
      if (others.containsKey(from.self.id())) {
        listener.messageReceived(from.self, note);
      }
    }
  }

  void carry(Parcel parcel) {
    parcel.to().hear(parcel.from(), parcel.note());
  }

  /** Carries what has waited longest. */
  void carryNext() {
    carry(onTheWay.remove(0));
  }

  /** What one member has sent to another and is still on its way. */
  List<Parcel> between(Port from, Port to) {
    return onTheWay.stream().filter(parcel -> parcel.from() == from && parcel.to() == to).toList();
  }
}
