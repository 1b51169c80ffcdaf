package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.StreamPosition;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Appends in words of tests, and remembers every answer. */
final class RecordedResults {
  private static final long PATIENCE_SECONDS = 30;

  /** Answers that came a second time; there must be none. */
  final List<String> repeated = new CopyOnWriteArrayList<>();

  /** The offset; negative for a duplicate. Fails with the {@link ProtocolException}. */
  CompletableFuture<Long> append(ChannelLog log, String channel, String text, String key) {
    return append(log, new Append(channel, draft(text), key));
  }

  CompletableFuture<Long> append(ChannelLog log, Append append) {
    CompletableFuture<Long> outcome = new CompletableFuture<>();
    log.append(
        append,
        new AppendCallback() {
          @Override
          public void appended(Publication publication, StreamPosition position) {
            assertThat(publication.offset()).isEqualTo(position.offset());
            answer(outcome.complete(position.offset()));
          }

          @Override
          public void duplicate(StreamPosition position) {
            answer(outcome.complete(-position.offset()));
          }

          @Override
          public void failed(ProtocolException problem) {
            answer(outcome.completeExceptionally(problem));
          }

          private void answer(boolean first) {
            if (!first) {
              repeated.add(append.toString());
            }
          }
        });
    return outcome;
  }

  long appendNow(ChannelLog log, String channel, String text) {
    return get(append(log, channel, text, null));
  }

  static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  static Publication draft(String text) {
    return new Publication(0, 0, Payload.json("\"" + text + "\""), null, Map.of());
  }

  static List<String> texts(Page slice) {
    return slice.publications().stream()
        .map(publication -> publication.data().text().replace("\"", ""))
        .toList();
  }

  static List<Long> offsets(Page slice) {
    return slice.publications().stream().map(Publication::offset).toList();
  }
}
