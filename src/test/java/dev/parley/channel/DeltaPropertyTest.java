package dev.parley.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;

/** Deltas while clients come, recover and go, and signals are late, doubled or lost. */
class DeltaPropertyTest {
  private static final String CHANNEL = "room:a";

  @Property(tries = 300)
  @Label("[F1] whatever happens, what a client makes of the deltas is what was published")
  void readsWhatWasPublished(
      @ForAll @Size(min = 20, max = 120) List<@IntRange(min = 0, max = 9999) Integer> steps) {
    boolean hadDeltas = new Play().run(steps);
    Statistics.collect(hadDeltas);
    Statistics.coverage(coverage -> coverage.check(true).percentage(share -> share > 30));
  }

  /** One server and those who read in it. */
  private static final class Play {
    private final ChannelTestServer server =
        new ChannelTestServer(
            "parley.namespace.room.delta", "fossil", "parley.limit.recovery-page", "3");
    private final List<DeltaReader> all = new ArrayList<>();
    private final List<DeltaReader> current = new ArrayList<>();
    private long published;

    /** Whether anybody has got a delta. */
    boolean run(List<Integer> steps) {
      enter(null);
      server.settle();
      server.bridge.keeps = true;
      for (int step : steps) {
        step(step % 16, step / 16);
      }
      server.bridge.keeps = false;
      server.bridge.carryAll();
      publish();
      server.settle();
      all.removeIf(reader -> reader.result == null);
      for (DeltaReader reader : all) {
        assertThat(reader.read())
            .as(reader.events::toString)
            .isEqualTo(reader.offsets().stream().map(DeltaReader::version).toList());
      }
      return all.stream().anyMatch(reader -> reader.deltas().contains(true));
    }

    private void publish() {
      published++;
      server.publisher.publish(ChannelTestServer.message(CHANNEL, DeltaReader.version(published)));
    }

    private void step(int kind, int choice) {
      List<?> kept = server.bridge.kept;
      switch (kind) {
        case 0, 1, 2, 3 -> publish();
        case 4, 5, 6 -> {
          if (!kept.isEmpty()) {
            server.bridge.carry(0);
          }
        }
        case 7 -> {
          if (!kept.isEmpty()) {
            server.bridge.carryTwice(choice % kept.size());
          }
        }
        case 8 -> {
          if (!kept.isEmpty()) {
            kept.remove(choice % kept.size());
          }
        }
        case 9, 10 -> {
          if (!server.reads.waiting.isEmpty()) {
            server.reads.runOne(choice % server.reads.waiting.size());
          }
        }
        case 11 -> enter(null);
        case 12 -> enter(new StreamPosition(choice % (published + 1), "e1"));
        case 13 -> {
          if (!current.isEmpty()) {
            DeltaReader gone = current.remove(choice % current.size());
            server.channels.unsubscribe(CHANNEL, gone.info().client());
          }
        }
        default -> server.flush();
      }
    }

    private void enter(StreamPosition since) {
      DeltaReader reader = new DeltaReader("c" + all.size(), server);
      all.add(reader);
      current.add(reader);
      reader.subscribe(CHANNEL, since);
    }
  }
}
