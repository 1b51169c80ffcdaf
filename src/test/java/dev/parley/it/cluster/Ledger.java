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
 * The publications that were acknowledged to writers, and those that readers received. One thread
 * writes it; safe for all threads.
 */
final class Ledger {
  /** A publication that a reader received, or that was acknowledged to a writer. */
  private record Publication(String text, long offset) {}

  /** By room. Each publication is acknowledged once. */
  private final Map<String, List<Publication>> promised = new TreeMap<>();

  private final Map<String, Integer> promisedBy = new HashMap<>();

  /** By reader, then by room, in the order of arrival. */
  private final Map<String, Map<String, List<Publication>>> heard = new TreeMap<>();

  private final List<String> problems = new ArrayList<>();

  /** Adds an event, see {@code client/tests/cluster/traffic.mjs}. */
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

  /** The highest acknowledged offset of each room. */
  synchronized Map<String, Long> heads() {
    Map<String, Long> heads = new TreeMap<>();
    promised.forEach(
        (room, all) ->
            heads.put(room, all.stream().mapToLong(Publication::offset).max().orElseThrow()));
    return heads;
  }

  /** The errors of clients. */
  synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  /** Whether so many readers have received all publications up to these offsets. */
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
   * Fails unless the log of a room holds every acknowledged publication at its offset, nothing
   * twice, and every reader has received the same.
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
