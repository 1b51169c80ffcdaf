package dev.parley.channel;

import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.StreamPosition;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** Records the outcomes of publications, in words such as {@code confirmed 1 e1}. */
final class RecordedOutcome implements BiConsumer<StreamPosition, Throwable> {
  final List<String> recorded = new CopyOnWriteArrayList<>();

  @Override
  public void accept(StreamPosition position, Throwable failure) {
    recorded.add(
        failure == null
            ? "confirmed " + position.offset() + " " + position.epoch()
            : "refused " + ((ProtocolException) failure.getCause()).code().code());
  }
}
