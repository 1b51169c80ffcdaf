package dev.parley.cluster.hazelcast;

import dev.parley.cluster.Members;
import dev.parley.cluster.Members.Member;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Records the members that join and leave, and their messages, in order. */
final class RecordingMessageListener implements Members.Listener {
  private final Queue<Received> received = new ConcurrentLinkedQueue<>();

  /** An event: "joined", "left", or the text of a message. */
  record Received(Member from, String event) {}

  @Override
  public void memberJoined(Member member) {
    received.add(new Received(member, "joined"));
  }

  @Override
  public void memberLeft(Member member) {
    received.add(new Received(member, "left"));
  }

  @Override
  public void messageReceived(Member member, byte[] message) {
    received.add(new Received(member, new String(message, StandardCharsets.UTF_8)));
  }

  List<Received> all() {
    return List.copyOf(received);
  }

  /** The events of one member, in order. */
  List<String> of(Member member) {
    return received.stream()
        .filter(each -> each.from().equals(member))
        .map(Received::event)
        .toList();
  }

  /** The messages of one member that begin with a word. */
  List<String> of(Member member, String word) {
    return of(member).stream().filter(event -> event.startsWith(word)).toList();
  }
}
