package dev.parley.session;

import dev.parley.cluster.Members;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A member and its notes, which wait until the test carries, doubles or loses them. */
public final class FakeMembers implements Members {
  private final Member self;
  private final List<FakeMembers> others = new ArrayList<>();
  private final List<Note> arriving = new ArrayList<>();
  private final Map<Topic, Listener> listeners = new EnumMap<>(Topic.class);

  private record Note(Member from, Topic topic, byte[] bytes) {}

  /** Named so, and alone. */
  public FakeMembers(String name) {
    self = new Member(UUID.randomUUID(), name);
  }

  /** Lets two members see each other. */
  public void meet(FakeMembers other) {
    others.add(other);
    other.others.add(this);
    listeners.values().forEach(listener -> listener.memberJoined(other.self));
    other.listeners.values().forEach(listener -> listener.memberJoined(self));
  }

  /** Ends that. */
  public void part(FakeMembers other) {
    others.remove(other);
    other.others.remove(this);
    listeners.values().forEach(listener -> listener.memberLeft(other.self));
    other.listeners.values().forEach(listener -> listener.memberLeft(self));
  }

  /** Gives this member what the others have told it; the number of notes. */
  public int carry() {
    List<Note> notes = List.copyOf(arriving);
    arriving.clear();
    notes.forEach(this::hear);
    return notes.size();
  }

  /** The same, and each note twice. */
  public void carryTwice() {
    arriving.addAll(List.copyOf(arriving));
    carry();
  }

  /** Loses what is on its way to this member; the number of notes. */
  public int lose() {
    int lost = arriving.size();
    arriving.clear();
    return lost;
  }

  private void hear(Note note) {
    listeners.get(note.topic()).messageReceived(note.from(), note.bytes());
  }

  @Override
  public Member self() {
    return self;
  }

  @Override
  public Collection<Member> others() {
    return others.stream().map(FakeMembers::self).toList();
  }

  @Override
  public void setListener(Topic topic, Listener listener) {
    listeners.put(topic, listener);
  }

  @Override
  public void send(UUID member, Topic topic, byte[] note) {
    others.stream()
        .filter(other -> other.self.id().equals(member))
        .forEach(other -> other.arriving.add(new Note(self, topic, note)));
  }

  @Override
  public void sendToAll(Topic topic, byte[] note) {
    others.forEach(other -> send(other.self.id(), topic, note));
  }
}
