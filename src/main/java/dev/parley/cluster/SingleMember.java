package dev.parley.cluster;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** A member that is alone: there is nobody to hear of and nobody to tell. Immutable. */
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
    // Nobody comes.
  }

  @Override
  public void send(UUID member, Topic topic, byte[] note) {
    // Nobody is there.
  }

  @Override
  public void sendToAll(Topic topic, byte[] note) {
    // Nobody is there.
  }
}
