package dev.parley.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.JsonTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * What the writers of a test were promised and what its readers got. Written by the one thread that
 * listens to them; safe for all threads.
 */
final class Ledger {
  /** What a reader got, or a writer was told. */
  private record Publication(String text, long offset) {}

  /** By room. A writer is told once of each publication. */
  private final Map<String, List<Publication>> promised = new TreeMap<>();

  private final Map<String, Integer> promisedBy = new HashMap<>();

  /** By reader, then by room, in the order in which it came. */
  private final Map<String, Map<String, List<Publication>>> heard = new TreeMap<>();

  private final List<String> problems = new ArrayList<>();

  /** Takes down an event, see {@code client/tests/cluster/traffic.mjs}. */
  synchronized void note(Map<String, Object> event) {
    String room = (String) event.get("room");
    Publication publication =
        new Publication((String) event.get("text"), JsonTree.number(event, "offset"));
    if (event.get("reader") instanceof String reader) {
      heard
          .computeIfAbsent(reader, name -> new TreeMap<>())
          .computeIfAbsent(room, name -> new ArrayList<>())
          .add(publication);
    } else if (event.get("writer") instanceof String writer) {
      promised.computeIfAbsent(room, name -> new ArrayList<>()).add(publication);
      promisedBy.merge(writer, 1, Integer::sum);
      promisedBy.merge((String) event.get("member"), 1, Integer::sum);
    } else if (event.get("problem") instanceof String problem) {
      problems.add(problem);
    }
  }

  /** How many publications a writer was told of, or a member has told of. */
  synchronized int promisedBy(String writerOrMember) {
    return promisedBy.getOrDefault(writerOrMember, 0);
  }

  /** The highest offset that was promised in each room. */
  synchronized Map<String, Long> heads() {
    Map<String, Long> heads = new TreeMap<>();
    promised.forEach(
        (room, all) ->
            heads.put(room, all.stream().mapToLong(Publication::offset).max().orElseThrow()));
    return heads;
  }

  /** What must not happen to a client, but did. */
  synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  /** Whether so many readers have got as many publications as these heads say. */
  synchronized boolean isHeard(Map<String, Long> heads, int readers) {
    return heard.size() == readers
        && heard.values().stream()
            .allMatch(
                rooms ->
                    heads.entrySet().stream()
                        .allMatch(
                            head ->
                                rooms.getOrDefault(head.getKey(), List.of()).size()
                                    >= head.getValue()));
  }

  /**
   * Fails unless this is the log of a room: all that was promised, at its offset, nothing twice;
   * and every reader has got it as it stands there.
   */
  synchronized void assertLog(String room, List<String> log) {
    assertThat(log).as("the log of %s", room).doesNotHaveDuplicates();
    for (Publication each : promised.get(room)) {
      assertThat(log.get((int) each.offset() - 1))
          .as("entry %d of %s", each.offset(), room)
          .isEqualTo(each.text());
    }
    heard.forEach(
        (reader, rooms) -> {
          List<Publication> got = rooms.get(room);
          assertThat(got.stream().map(Publication::offset))
              .as("the offsets that %s got in %s", reader, room)
              .containsExactlyElementsOf(LongStream.rangeClosed(1, log.size()).boxed().toList());
          assertThat(got.stream().map(Publication::text))
              .as("what %s got in %s", reader, room)
              .containsExactlyElementsOf(log);
        });
  }
}
