package dev.parley.log.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.database.Databases;
import dev.parley.log.ChannelLog;
import dev.parley.log.ChannelLogContract;
import dev.parley.log.RecordedResults;
import dev.parley.protocol.StreamPosition;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The contract over one database and one way of inserting. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DurableLogContract extends ChannelLogContract {
  private final Databases database;
  private final boolean direct;
  TestLogs member;

  DurableLogContract(Databases database, boolean direct) {
    this.database = database;
    this.direct = direct;
  }

  @BeforeAll
  void open() {
    // A busy machine may take longer for thousands of new channels than clients want to wait.
    member =
        new TestLogs(database.fresh(), Clock.systemUTC(), direct, "parley.log.wait", "1m")
            .awaitOpen();
  }

  @AfterAll
  void close() {
    member.close();
  }

  @Test
  @DisplayName("[L5] the heads of thousands of channels are a query for each thousand")
  void headsOfThousandsOfChannels() {
    List<String> channels =
        IntStream.range(0, 3 * HeadTable.NAMES_PER_QUERY - 1)
            .mapToObj(i -> channel + "/" + i)
            .toList();
    List<CompletableFuture<Long>> waiting = new ArrayList<>();
    channels.forEach(name -> waiting.add(results.append(log(), name, "a", null)));
    waiting.forEach(RecordedResults::get);
    double before = member.queries();
    Map<String, StreamPosition> heads = log().heads(channels);
    assertThat(member.queries() - before).isEqualTo(3);
    assertThat(heads).containsOnlyKeys(channels);
    assertThat(heads.values()).allMatch(head -> head.offset() == 1 && !head.epoch().isEmpty());
  }

  @Override
  protected ChannelLog log() {
    return member.log();
  }

  @Override
  protected String namespace() {
    return "room";
  }
}
