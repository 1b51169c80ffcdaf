package dev.parley.log.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.database.Databases;
import dev.parley.log.RecordedResults;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever is published by two members at once, in any order and with any keys. */
class AppendPropertyTest {
  /** One publication of a plan: by which member, to which channel, with which key (0: none). */
  record Step(int member, int channel, int key) {}

  private static TestLogs[] members;

  @BeforeContainer
  static void open() {
    DataSource database = Databases.POSTGRESQL.fresh();
    members = new TestLogs[] {TestLogs.open(database), TestLogs.open(database)};
  }

  @AfterContainer
  static void close() {
    for (TestLogs member : members) {
      member.close();
    }
  }

  @Property(tries = 25)
  @Label("[L2] [L3] offsets have no gap and no repeat, and a key stands for one entry")
  void anyPlanKeepsTheRules(@ForAll("plans") List<Step> plan) {
    String run = "room:" + UUID.randomUUID() + "-";
    RecordedResults results = new RecordedResults();
    List<CompletableFuture<Long>> answers = new ArrayList<>();
    for (Step step : plan) {
      answers.add(
          results.append(
              members[step.member()].log(),
              run + step.channel(),
              "m",
              step.key() == 0 ? null : "k" + step.key()));
    }
    Map<Integer, Set<Long>> entries = new HashMap<>();
    Map<String, Long> byKey = new HashMap<>();
    for (int i = 0; i < plan.size(); i++) {
      Step step = plan.get(i);
      long answer = RecordedResults.get(answers.get(i));
      if (answer > 0) {
        assertThat(entries.computeIfAbsent(step.channel(), c -> new HashSet<>()).add(answer))
            .isTrue();
      }
      if (step.key() != 0) {
        long position = Math.abs(answer);
        Long known = byKey.putIfAbsent(step.channel() + "/" + step.key(), position);
        assertThat(known == null ? position : known).isEqualTo(position);
      }
    }
    entries.forEach(
        (channel, offsets) ->
            assertThat(offsets)
                .containsExactlyInAnyOrderElementsOf(
                    LongStream.rangeClosed(1, offsets.size()).boxed().toList()));
    assertThat(results.repeated).isEmpty();
  }

  @Provide
  Arbitrary<List<Step>> plans() {
    Arbitrary<Integer> key = Arbitraries.integers().between(0, 6);
    return Combinators.combine(
            Arbitraries.integers().between(0, 1), Arbitraries.integers().between(0, 3), key)
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(120);
  }
}
