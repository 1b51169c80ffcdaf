package dev.parley.cluster;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** A cluster of one member: messages to others do nothing. Immutable. */
final class SingleMember implements Members {
  private final Member self;

  SingleMember(String name) {
    this.self = new Member(UUID.randomUUID(), name);
  }

  @Override
  public Member self() {
    return self;
  }

  @Override
  public Collection<Member> others() {
    return List.of();
  }

  @Override
  public void setListener(Topic topic, Listener listener) {
    // No member joins.
  }

  @Override
  public void send(UUID member, Topic topic, byte[] message) {
    // There is no other member.
  }

  @Override
  public void sendToAll(Topic topic, byte[] message) {
    // There is no other member.
  }
}
