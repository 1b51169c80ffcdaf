package dev.parley.channel;

import dev.parley.cluster.Bridge;
import dev.parley.cluster.Signal;
import dev.parley.config.Namespace;
import dev.parley.log.Append;
import dev.parley.log.AppendCallback;
import dev.parley.log.ChannelLog;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import dev.parley.protocol.StreamPosition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The message handler: validates, stores, broadcasts, confirms, in that order. Who may publish is
 * decided by the caller. Safe for all threads.
 *
 * <p>A message is confirmed once it is stored, also when it could not be handed to the subscribers:
 * it is in the log, and they get it from there.
 */
@Singleton
public class Publisher {
  private static final System.Logger LOG = System.getLogger(Publisher.class.getName());
  private static final int LONGEST_KEY = 128;
  private static final int MOST_TAGS = 32;
  private static final int LONGEST_TAG = 256;

  private final ChannelNames names;
  private final Hub active;
  private final ChannelLog log;
  private final Bridge bridge;
  private final Counter published;
  private final Counter refused;
  private final Counter broadcastFailures;

  @Inject
  Publisher(ChannelNames names, Hub active, ChannelLog log, Bridge bridge, MeterRegistry meters) {
    this.names = names;
    this.active = active;
    this.log = log;
    this.bridge = bridge;
    this.published =
        Counter.builder("parley.publications")
            .description("Publications, by what their publishers were told")
            .tag("outcome", "confirmed")
            .register(meters);
    this.refused =
        Counter.builder("parley.publications")
            .description("Publications, by what their publishers were told")
            .tag("outcome", "refused")
            .register(meters);
    this.broadcastFailures =
        Counter.builder("parley.broadcast.failures")
            .description("Publications that were stored but could not be handed to the subscribers")
            .register(meters);
  }

  /** Publishes. Returns at once; the outcome comes to {@code confirmation}, on any thread. */
  public void publish(PublishRequest message, Confirmation confirmation) {
    Handling handling = new Handling(message.channel(), confirmation);
    try {
      validate(message);
    } catch (ProtocolException e) {
      handling.failed(e);
      return;
    }
    Publication draft =
        new Publication(
            0, System.currentTimeMillis(), message.data(), message.info(), message.tags());
    try {
      log.append(new Append(message.channel(), draft, message.idempotencyKey()), handling);
    } catch (ProtocolException e) {
      handling.failed(e);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the log failed unexpectedly", e);
      handling.failed(
          new ProtocolException(ErrorCode.INTERNAL, "the log is not available; try again", e));
    }
  }

  /**
   * Publishes.
   *
   * @return completes with the position of the publication, exceptionally with a {@link
   *     ProtocolException}
   */
  public CompletableFuture<StreamPosition> publish(PublishRequest message) {
    CompletableFuture<StreamPosition> outcome = new CompletableFuture<>();
    publish(
        message,
        new Confirmation() {
          @Override
          public void confirmed(StreamPosition position) {
            outcome.complete(position);
          }

          @Override
          public void refused(ProtocolException problem) {
            outcome.completeExceptionally(problem);
          }
        });
    return outcome;
  }

  private void validate(PublishRequest message) {
    Namespace namespace = names.namespaceOf(message.channel());
    if (message.data().size() > namespace.messageBytes()) {
      throw bad(
          "data has "
              + message.data().size()
              + " bytes; this namespace allows "
              + namespace.messageBytes());
    }
    if (namespace.log() == Namespace.Log.NONE && active.isCongested(message.channel())) {
      throw new ProtocolException(
          ErrorCode.TOO_MANY_REQUESTS,
          "more is published into "
              + message.channel()
              + " than its subscribers can be sent; wait");
    }
    String key = message.idempotencyKey();
    if (key != null && (key.isEmpty() || key.length() > LONGEST_KEY)) {
      throw bad("idempotency_key must have 1 to " + LONGEST_KEY + " characters");
    }
    if (message.tags().size() > MOST_TAGS) {
      throw bad("tags may be " + MOST_TAGS + " at most");
    }
    for (Map.Entry<String, String> tag : message.tags().entrySet()) {
      if (tag.getKey().length() > LONGEST_TAG || tag.getValue().length() > LONGEST_TAG) {
        throw bad("a tag and its value may have " + LONGEST_TAG + " characters each");
      }
    }
  }

  private static ProtocolException bad(String problem) {
    return new ProtocolException(ErrorCode.BAD_REQUEST, problem);
  }

  /** What happens to one message after it was accepted. */
  private final class Handling implements AppendCallback {
    private final String channel;
    private final Confirmation confirmation;

    Handling(String channel, Confirmation confirmation) {
      this.channel = channel;
      this.confirmation = confirmation;
    }

    @Override
    public void appended(Publication publication, StreamPosition position) {
      try {
        bridge.send(new Signal(position.epoch(), new Push.Published(channel, publication)));
      } catch (RuntimeException e) {
        broadcastFailures.increment();
        LOG.log(System.Logger.Level.ERROR, "a stored publication could not be broadcast", e);
      }
      confirm(position);
    }

    @Override
    public void duplicate(StreamPosition position) {
      confirm(position);
    }

    @Override
    public void failed(ProtocolException problem) {
      refused.increment();
      tell(() -> confirmation.refused(problem));
    }

    private void confirm(StreamPosition position) {
      published.increment();
      tell(() -> confirmation.confirmed(position));
    }

    /** What a publisher does with the news must not hurt those who wait behind it. */
    private void tell(Runnable news) {
      try {
        news.run();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a publisher could not be told the outcome", e);
      }
    }
  }
}
