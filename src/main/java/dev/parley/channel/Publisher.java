package dev.parley.channel;

import dev.parley.cluster.Bridge;
import dev.parley.cluster.Signal;
import dev.parley.config.Namespace;
import dev.parley.log.Append;
import dev.parley.log.AppendResult;
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
import java.util.concurrent.CompletionStage;

/**
 * Publishes: checks a request, stores the publication, sends it to the members, and confirms it, in
 * that order. The caller decides who may publish. Safe for all threads.
 *
 * <p>A publication is confirmed once it is stored, also when it could not be sent to the
 * subscribers: they get it from the log.
 */
@Singleton
public class Publisher {
  private static final System.Logger LOG = System.getLogger(Publisher.class.getName());
  private static final int LONGEST_KEY = 128;
  private static final int MOST_TAGS = 32;
  private static final int LONGEST_TAG = 256;

  private final ChannelNames names;
  private final Hub hub;
  private final ChannelLog log;
  private final Bridge bridge;
  private final Counter confirmed;
  private final Counter refused;
  private final Counter broadcastFailures;

  @Inject
  Publisher(ChannelNames names, Hub hub, ChannelLog log, Bridge bridge, MeterRegistry meters) {
    this.names = names;
    this.hub = hub;
    this.log = log;
    this.bridge = bridge;
    this.confirmed =
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
            .description("Publications that could not be handed to the subscribers")
            .register(meters);
  }

  /**
   * Publishes. Returns at once.
   *
   * @return completes with the position of the publication, exceptionally with a {@link
   *     ProtocolException}; on a thread of the log, which a dependent stage must not block
   */
  public CompletionStage<StreamPosition> publish(PublishRequest request) {
    String channel = request.channel();
    CompletableFuture<AppendResult> result = new CompletableFuture<>();
    // Registered before the append, so that publications are sent in the order of their offsets.
    CompletionStage<StreamPosition> outcome =
        result.handle((appended, failure) -> finish(channel, appended, failure));
    try {
      Namespace namespace = validate(request);
      Publication draft =
          new Publication(
              0, System.currentTimeMillis(), request.data(), request.info(), request.tags());
      log.append(new Append(channel, namespace, draft, request.idempotencyKey()), result);
    } catch (ProtocolException e) {
      result.completeExceptionally(e);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the log failed unexpectedly", e);
      result.completeExceptionally(
          new ProtocolException(ErrorCode.INTERNAL, "the log is not available; try again", e));
    }
    return outcome;
  }

  /**
   * Sends a publication to the subscribers of a channel on all members, and stores nothing: it has
   * no offset, is in no history and in no recovery, and a client that is not connected misses it.
   * Returns at once. A failure on the way is only counted and logged.
   *
   * @param request its idempotency key is not used
   * @throws ProtocolException as the result of {@link #publish}
   */
  public void sendEphemeral(PublishRequest request) {
    validate(request);
    Publication publication =
        new Publication(
            0, System.currentTimeMillis(), request.data(), request.info(), request.tags());
    broadcast(new Signal("", new Push.Published(request.channel(), publication)));
  }

  /** Sends a stored publication to the members, and returns its position. */
  private StreamPosition finish(String channel, AppendResult appended, Throwable failure) {
    if (failure != null) {
      refused.increment();
      throw (ProtocolException) failure;
    }
    StreamPosition position = appended.position();
    if (!appended.isDuplicate()) {
      Push push = new Push.Published(channel, appended.publication(), position.epoch());
      broadcast(new Signal(position.epoch(), push));
    }
    confirmed.increment();
    return position;
  }

  private void broadcast(Signal signal) {
    try {
      bridge.send(signal);
    } catch (RuntimeException e) {
      broadcastFailures.increment();
      LOG.log(System.Logger.Level.ERROR, "a publication could not be broadcast", e);
    }
  }

  /** Checks a request, and returns the namespace of its channel. */
  private Namespace validate(PublishRequest request) {
    Namespace namespace = names.namespaceOf(request.channel());
    if (request.data().size() > namespace.messageBytes()) {
      throw bad(
          "data has "
              + request.data().size()
              + " bytes; this namespace allows "
              + namespace.messageBytes());
    }
    if (namespace.log() == Namespace.Log.NONE && hub.isCongested(request.channel())) {
      throw new ProtocolException(
          ErrorCode.TOO_MANY_REQUESTS,
          "more is published into "
              + request.channel()
              + " than its subscribers can be sent; wait");
    }
    String key = request.idempotencyKey();
    if (key != null && (key.isEmpty() || key.length() > LONGEST_KEY)) {
      throw bad("idempotency_key must have 1 to " + LONGEST_KEY + " characters");
    }
    if (request.tags().size() > MOST_TAGS) {
      throw bad("tags may be " + MOST_TAGS + " at most");
    }
    for (Map.Entry<String, String> tag : request.tags().entrySet()) {
      if (tag.getKey().length() > LONGEST_TAG || tag.getValue().length() > LONGEST_TAG) {
        throw bad("a tag and its value may have " + LONGEST_TAG + " characters each");
      }
    }
    return namespace;
  }

  private static ProtocolException bad(String problem) {
    return new ProtocolException(ErrorCode.BAD_REQUEST, problem);
  }
}
