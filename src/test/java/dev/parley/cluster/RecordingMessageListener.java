package dev.parley.cluster;

import dev.parley.cluster.Members.Member;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Notes down who comes and goes and what they say, in order. */
final class RecordingMessageListener implements Members.Listener {
  private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();

  /** What was heard: "joined", "left", or the text of a note. */
  record Heard(Member from, String what) {}

  @Override
  public void memberJoined(Member member) {
    heard.add(new Heard(member, "joined"));
  }

  @Override
  public void memberLeft(Member member) {
    heard.add(new Heard(member, "left"));
  }

  @Override
  public void messageReceived(Member member, byte[] note) {
    heard.add(new Heard(member, new String(note, StandardCharsets.UTF_8)));
  }

  List<Heard> all() {
    return List.copyOf(heard);
  }

  /** What one member has said, its coming and going too. */
  List<String> of(Member member) {
    return heard.stream().filter(each -> each.from().equals(member)).map(Heard::what).toList();
  }

  /** Notes of one member that begin with a word. */
  List<String> of(Member member, String word) {
    return of(member).stream().filter(what -> what.startsWith(word)).toList();
  }
}
