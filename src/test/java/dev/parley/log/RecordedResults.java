package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Payload;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Appends in words of tests, and records results that come a second time. */
public final class RecordedResults {
  private static final long PATIENCE_SECONDS = 30;

  /** Results that came a second time; there must be none. */
  public final List<String> repeated = new CopyOnWriteArrayList<>();

  /** The offset; negative for a duplicate. Fails with the {@link ProtocolException}. */
  public CompletableFuture<Long> append(ChannelLog log, String channel, String text, String key) {
    return append(log, new Append(channel, draft(text), key));
  }

  public CompletableFuture<Long> append(ChannelLog log, Append append) {
    CompletableFuture<AppendResult> result = new OnceOnly(append);
    CompletableFuture<Long> outcome = result.thenApply(RecordedResults::offset);
    log.append(append, result);
    return outcome;
  }

  private static long offset(AppendResult result) {
    long offset = result.position().offset();
    if (!result.isDuplicate()) {
      assertThat(result.publication().offset()).isEqualTo(offset);
    }
    return result.isDuplicate() ? -offset : offset;
  }

  private final class OnceOnly extends CompletableFuture<AppendResult> {
    private final Append append;

    OnceOnly(Append append) {
      this.append = append;
    }

    @Override
    public boolean complete(AppendResult result) {
      return record(super.complete(result));
    }

    @Override
    public boolean completeExceptionally(Throwable problem) {
      return record(super.completeExceptionally(problem));
    }

    private boolean record(boolean first) {
      if (!first) {
        repeated.add(append.toString());
      }
      return first;
    }

    @Override
    public <T> CompletableFuture<T> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }

  public long appendNow(ChannelLog log, String channel, String text) {
    return get(append(log, channel, text, null));
  }

  public static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  public static Publication draft(String text) {
    return new Publication(0, 0, Payload.json("\"" + text + "\""), null, Map.of());
  }

  public static List<String> texts(Page page) {
    return page.publications().stream()
        .map(publication -> publication.data().text().replace("\"", ""))
        .toList();
  }

  public static List<Long> offsets(Page page) {
    return page.publications().stream().map(Publication::offset).toList();
  }
}
