package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ClientInfo;
import dev.parley.protocol.Payload;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The promises of every log. */
public abstract class ChannelLogContract {
  protected final RecordedResults results = new RecordedResults();
  protected String channel;

  @BeforeEach
  void freshChannel() {
    channel = namespace() + ":" + UUID.randomUUID();
  }

  protected abstract ChannelLog log();

  protected abstract String namespace();

  @Test
  @DisplayName("[L2] offsets of a channel are 1, 2, 3 …")
  void offsetsCountFromOne() {
    assertThat(results.appendNow(log(), channel, "a")).isEqualTo(1);
    assertThat(results.appendNow(log(), channel, "b")).isEqualTo(2);
    assertThat(results.appendNow(log(), namespace() + ":" + UUID.randomUUID(), "c")).isEqualTo(1);
    assertThat(log().head(channel).offset()).isEqualTo(2);
  }

  @Test
  @DisplayName("[L2] many publishers leave no gap and no repeat, and each finds its own")
  void manyPublishersLeaveNoGap() {
    List<CompletableFuture<Long>> waiting = new ArrayList<>();
    List<Thread> publishers =
        IntStream.range(0, 8)
            .mapToObj(
                number ->
                    new Thread(
                        () -> {
                          for (int i = 0; i < 100; i++) {
                            var outcome = results.append(log(), channel, number + "-" + i, null);
                            synchronized (waiting) {
                              waiting.add(outcome);
                            }
                          }
                        }))
            .toList();
    publishers.forEach(Thread::start);
    publishers.forEach(ChannelLogContract::join);
    assertThat(waiting.stream().map(RecordedResults::get))
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 800).boxed().toList());
    assertThat(RecordedResults.offsets(log().readAfter(channel, 0, 1000)))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 800).boxed().toList());
    assertThat(results.repeated).isEmpty();
  }

  @Test
  void resultsCompleteInOrderAndNeverTwoAtATime() {
    List<Long> completed = new CopyOnWriteArrayList<>();
    AtomicInteger completing = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      CompletableFuture<AppendResult> result = new CompletableFuture<>();
      waiting.add(
          result.thenAccept(
              each -> {
                most.accumulateAndGet(completing.incrementAndGet(), Math::max);
                completed.add(each.position().offset());
                completing.decrementAndGet();
              }));
      log().append(new Append(channel, RecordedResults.draft("x" + i), null), result);
    }
    waiting.forEach(RecordedResults::get);
    assertThat(completed)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 300).boxed().toList());
    assertThat(most).hasValue(1);
  }

  @Test
  void theStageOfAnAppendIsItsResult() {
    Append append = new Append(channel, RecordedResults.draft("a"), "k");
    AppendResult first = RecordedResults.get(log().append(append).toCompletableFuture());
    assertThat(first.isDuplicate()).isFalse();
    assertThat(first.publication().offset()).isEqualTo(1);
    assertThat(first.position()).isEqualTo(log().head(channel));
    AppendResult second = RecordedResults.get(log().append(append).toCompletableFuture());
    assertThat(second.isDuplicate()).isTrue();
    assertThat(second.position()).isEqualTo(first.position());
  }

  @Test
  @DisplayName("[L3] the same idempotency key twice gives one entry, and both get its position")
  void sameKeyTwiceGivesOneEntry() {
    var first = results.append(log(), channel, "a", "k");
    var second = results.append(log(), channel, "a", "k");
    assertThat(RecordedResults.get(first)).isEqualTo(1);
    assertThat(RecordedResults.get(second)).isEqualTo(-1);
    assertThat(RecordedResults.get(results.append(log(), channel, "b", "k2"))).isEqualTo(2);
    assertThat(RecordedResults.get(results.append(log(), channel, "again", "k"))).isEqualTo(-1);
    assertThat(RecordedResults.texts(log().readAfter(channel, 0, 10))).containsExactly("a", "b");
  }

  @Test
  void aKeyBelongsToItsChannel() {
    assertThat(RecordedResults.get(results.append(log(), channel, "a", "k"))).isEqualTo(1);
    String other = namespace() + ":" + UUID.randomUUID();
    assertThat(RecordedResults.get(results.append(log(), other, "a", "k"))).isEqualTo(1);
  }

  @Test
  void everythingOfAPublicationComesBack() {
    ClientInfo info =
        new ClientInfo("u1", "c1", Payload.json("{\"n\":1}"), Payload.json("{\"r\":\"x\"}"));
    Publication draft =
        new Publication(0, 0, Payload.json("{\"t\":\"grüß 🎉\"}"), info, Map.of("a", "ä\"b"));
    RecordedResults.get(results.append(log(), new Append(channel, draft, null)));
    Publication read = log().readAfter(channel, 0, 1).publications().get(0);
    assertThat(read.data()).isEqualTo(draft.data());
    assertThat(read.info()).isEqualTo(info);
    assertThat(read.tags()).isEqualTo(draft.tags());
    assertThat(read.time()).isPositive();
  }

  @Test
  void readsForwardAndBackwardInPages() {
    for (int i = 1; i <= 10; i++) {
      results.append(log(), channel, "m" + i, null);
    }
    results.appendNow(log(), channel, "m11");
    assertThat(RecordedResults.offsets(log().readAfter(channel, 0, 4)))
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(RecordedResults.offsets(log().readAfter(channel, 8, 100)))
        .containsExactly(9L, 10L, 11L);
    assertThat(RecordedResults.offsets(log().readBefore(channel, Long.MAX_VALUE, 3)))
        .containsExactly(11L, 10L, 9L);
    assertThat(RecordedResults.offsets(log().readBefore(channel, 3, 100))).containsExactly(2L, 1L);
    assertThat(log().readAfter(channel, 11, 5).publications()).isEmpty();
    assertThat(log().readAfter(channel, 4, 1).head().offset()).isEqualTo(11);
  }

  @Test
  void anEmptyChannelHasAnEpochThatStays() {
    StreamPosition head = log().head(channel);
    assertThat(head.offset()).isZero();
    assertThat(head.epoch()).isNotEmpty();
    assertThat(log().readAfter(channel, 0, 10)).isEqualTo(new Page(List.of(), head));
    results.appendNow(log(), channel, "a");
    assertThat(log().head(channel)).isEqualTo(new StreamPosition(1, head.epoch()));
  }

  @Test
  @DisplayName("[L5] the heads of many channels are those of each, and nothing is made by asking")
  void headsOfManyChannels() {
    String other = namespace() + ":" + UUID.randomUUID();
    String empty = namespace() + ":" + UUID.randomUUID();
    String unknown = namespace() + ":" + UUID.randomUUID();
    results.appendNow(log(), channel, "a");
    results.appendNow(log(), channel, "b");
    results.appendNow(log(), other, "a");
    StreamPosition none = log().head(empty);
    for (int times = 0; times < 2; times++) {
      Map<String, StreamPosition> heads =
          log().heads(List.of(channel, unknown, other, empty, channel));
      assertThat(heads).containsOnlyKeys(channel, other, empty);
      assertThat(heads.get(channel)).isEqualTo(new StreamPosition(2, epochOf(channel)));
      assertThat(heads.get(other)).isEqualTo(new StreamPosition(1, epochOf(other)));
      assertThat(heads.get(empty)).isEqualTo(none);
    }
    assertThat(log().heads(List.of())).isEmpty();
  }

  @Test
  @DisplayName("[H11] removed entries are not read any more, and the channel goes on after them")
  void removed() {
    for (int i = 1; i <= 3; i++) {
      RecordedResults.get(results.append(log(), channel, "m" + i, "k" + i));
    }
    StreamPosition head = log().head(channel);
    assertThat(RecordedResults.texts(log().readAfter(channel, 0, 10))).hasSize(3);
    assertThat(log().remove(channel)).isEqualTo(head);
    Page nothing = new Page(List.of(), head);
    assertThat(log().readAfter(channel, 0, 10)).isEqualTo(nothing);
    assertThat(log().readAfter(channel, 2, 10)).isEqualTo(nothing);
    assertThat(log().readAfter(channel, 2, 10).continues(2)).isFalse();
    assertThat(log().readAfter(channel, 3, 10).continues(3)).isTrue();
    assertThat(log().readBefore(channel, Long.MAX_VALUE, 10)).isEqualTo(nothing);
    assertThat(log().head(channel, Long.MAX_VALUE)).isEqualTo(head);
    assertThat(log().remove(channel)).isEqualTo(head);
    assertThat(RecordedResults.get(results.append(log(), channel, "again", "k2"))).isEqualTo(-2);
    assertThat(results.appendNow(log(), channel, "m4")).isEqualTo(4);
    assertThat(RecordedResults.texts(log().readAfter(channel, 0, 10))).containsExactly("m4");
    assertThat(RecordedResults.texts(log().readBefore(channel, 5, 10))).containsExactly("m4");
    log().remove(channel);
    assertThat(log().readAfter(channel, 0, 10).publications()).isEmpty();
    assertThat(results.appendNow(log(), channel, "m5")).isEqualTo(5);
  }

  @Test
  @DisplayName("[H11] removing an unknown channel makes nothing, and touches no other channel")
  void removingAnUnknownChannelMakesNothing() {
    results.appendNow(log(), channel, "a");
    String other = namespace() + ":" + UUID.randomUUID();
    assertThat(log().remove(other)).isEqualTo(StreamPosition.NONE);
    assertThat(log().heads(List.of(other))).isEmpty();
    assertThat(RecordedResults.texts(log().readAfter(channel, 0, 10))).containsExactly("a");
  }

  private String epochOf(String name) {
    return log().head(name).epoch();
  }

  @Test
  void aPageIsBoundedInBytesButNeverEmpty() {
    String large = "x".repeat(700_000);
    results.append(log(), channel, large, null);
    results.append(log(), channel, large, null);
    results.appendNow(log(), channel, large);
    assertThat(RecordedResults.offsets(log().readAfter(channel, 0, 100))).containsExactly(1L, 2L);
    assertThat(RecordedResults.offsets(log().readAfter(channel, 2, 100))).containsExactly(3L);
  }

  @Test
  void anActionThatThrowsHarmsNobodyElse() {
    CompletableFuture<AppendResult> result = new CompletableFuture<>();
    result.thenRun(
        () -> {
          throw new IllegalStateException("thrown on purpose");
        });
    log().append(new Append(channel, RecordedResults.draft("a"), null), result);
    assertThat(results.appendNow(log(), channel, "b")).isEqualTo(2);
  }

  static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
