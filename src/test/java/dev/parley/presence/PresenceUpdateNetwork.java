package dev.parley.presence;

import dev.parley.cluster.Members;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Delivers messages between members in memory, when the test says so. */
final class PresenceUpdateNetwork {
  /** Messages that were sent and not delivered, in order. */
  final List<Message> inFlight = new ArrayList<>();

  /** A message from one member to another. */
  record Message(Port from, Port to, byte[] bytes) {}

  /** A member's connection to the network. */
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
    public void send(UUID member, Topic topic, byte[] message) {
      if (message.length > MAX_MESSAGE_BYTES) {
        throw new IllegalArgumentException("a message of " + message.length + " bytes");
      }
      Port other = others.get(member);
      if (other != null) {
        inFlight.add(new Message(this, other, message));
      }
    }

    @Override
    public void sendToAll(Topic topic, byte[] message) {
      List.copyOf(others.keySet()).forEach(member -> send(member, topic, message));
    }

    /** Lets this member see another one; that one may not see it. */
    void connect(Port other) {
      if (others.putIfAbsent(other.self.id(), other) == null) {
        listener.memberJoined(other.self);
      }
    }

    /** Lets this member take another one for gone; that one may not. */
    void disconnect(Port other) {
      if (others.remove(other.self.id()) != null) {
        listener.memberLeft(other.self);
      }
    }

    /** Receives a message as if another member had sent it. */
    void receive(Port from, byte[] message) {
      if (others.containsKey(from.self.id())) {
        listener.messageReceived(from.self, message);
      }
    }
  }

  void deliver(Message message) {
    message.to().receive(message.from(), message.bytes());
  }

  /** Delivers the oldest message. */
  void deliverNext() {
    deliver(inFlight.remove(0));
  }

  /** The undelivered messages from one member to another. */
  List<Message> between(Port from, Port to) {
    return inFlight.stream()
        .filter(message -> message.from() == from && message.to() == to)
        .toList();
  }
}
