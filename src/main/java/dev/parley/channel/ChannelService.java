package dev.parley.channel;

import dev.parley.channel.recovery.HistoryReader;
import dev.parley.channel.recovery.Recovery;
import dev.parley.config.LimitKeys;
import dev.parley.config.Namespace;
import dev.parley.config.ParleyConfig;
import dev.parley.log.Page;
import dev.parley.presence.Presence;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Subscribes and unsubscribes, reads history, and answers who is present. Checks what the channel
 * can do, not who may ask. Safe for all threads.
 */
@Singleton
public class ChannelService {
  private final ChannelNames names;
  private final Hub hub;
  private final HistoryReader history;
  private final Presence presence;
  private final int historyPage;
  private final int presencePage;

  @Inject
  ChannelService(
      ParleyConfig config, ChannelNames names, Hub hub, HistoryReader history, Presence presence) {
    this.names = names;
    this.hub = hub;
    this.history = history;
    this.presence = presence;
    this.historyPage = config.get(LimitKeys.HISTORY_PAGE);
    this.presencePage = config.get(LimitKeys.PRESENCE_PAGE);
  }

  /**
   * Subscribes. Returns at once.
   *
   * @param reply gets the result before the first publication is delivered. It runs under the
   *     channel's lock: what it puts into the outbox of the subscriber stands before the first
   *     push; it must not block
   * @return completes when {@code reply} has run, exceptionally with a {@link ProtocolException}
   *     when the subscriber is not subscribed; no lock is held then
   */
  public CompletionStage<Void> subscribe(
      String name,
      Subscriber subscriber,
      SubscribeOptions options,
      Consumer<Result.Subscribe> reply) {
    CompletableFuture<Void> outcome = new CompletableFuture<>();
    Subscription subscription;
    try {
      Namespace namespace = names.namespaceOf(name);
      if (options.mustRecover() && options.since() != null && !namespace.logged()) {
        throw new ProtocolException(
            ErrorCode.NOT_AVAILABLE,
            "nothing can be recovered, because the channel keeps no history; see"
                + " parley.namespace.NAME.log");
      }
      boolean delta = options.delta() && namespace.delta() == Namespace.Delta.FOSSIL;
      subscription = hub.subscribe(name, namespace, subscriber, delta);
    } catch (ProtocolException e) {
      outcome.completeExceptionally(e);
      return outcome;
    }
    Channel channel = subscription.channel();
    Runnable join = () -> join(subscription, options, reply, outcome);
    if (channel.isOpened()) {
      join.run();
      return outcome;
    }
    Consumer<ProtocolException> refuse =
        problem -> {
          subscription.end();
          outcome.completeExceptionally(problem);
        };
    if (channel.announced().isDone()) {
      open(channel, join, refuse);
    } else {
      // Only when all members send what happens here from now on may the head be read.
      channel.announced().thenRun(() -> history.execute(() -> open(channel, join, refuse), refuse));
    }
    return outcome;
  }

  /** Reads the head of a channel's log, unless it is known, and continues with the next step. */
  private void open(Channel channel, Runnable next, Consumer<ProtocolException> refuse) {
    if (!channel.namespace().logged()) {
      channel.open(StreamPosition.NONE);
      next.run();
      return;
    }
    history.readHeadToOpen(
        channel,
        head -> {
          head.ifPresent(channel::open);
          next.run();
        },
        refuse);
  }

  private void join(
      Subscription subscription,
      SubscribeOptions options,
      Consumer<Result.Subscribe> reply,
      CompletableFuture<Void> outcome) {
    Channel channel = subscription.channel();
    Namespace namespace = channel.namespace();
    StreamPosition since = options.since();
    boolean positioned =
        namespace.logged() && (namespace.forceRecovery() || options.positioned() || since != null);
    channel.showPresent(subscription);
    if (since != null && positioned) {
      new Recovery(subscription, since, options.mustRecover(), reply, outcome, history).start();
    } else if (channel.join(subscription, positioned, since != null, reply)) {
      outcome.complete(null);
    } else {
      outcome.completeExceptionally(Recovery.endedTooEarly());
    }
  }

  /** Ends a subscription, if there is one. */
  public void unsubscribe(String name, String client) {
    hub.unsubscribe(name, client, false);
  }

  /**
   * Ends a subscription, if there is one, because the connection of its client was lost. The client
   * is shown as present until its user had time to come back.
   */
  public void lose(String name, String client) {
    hub.unsubscribe(name, client, true);
  }

  /**
   * Reads the log of a channel.
   *
   * @param limit 0 for the position only, negative for as much as a page holds
   * @param since the position to read on from, exclusive, in the direction of {@code reverse}; null
   *     for the end where that direction begins
   * @return completes exceptionally with a {@link ProtocolException}
   */
  public CompletionStage<Result.History> history(
      String name, int limit, StreamPosition since, boolean reverse) {
    if (!names.namespaceOf(name).logged()) {
      throw new ProtocolException(
          ErrorCode.NOT_AVAILABLE, "the channel keeps no history; see parley.namespace.NAME.log");
    }
    CompletableFuture<Result.History> answer = new CompletableFuture<>();
    int most = limit < 0 ? historyPage : Math.min(limit, historyPage);
    history.read(
        log -> {
          if (most == 0) {
            return new Page(List.of(), log.head(name));
          } else if (reverse) {
            return log.readBefore(name, since == null ? Long.MAX_VALUE : since.offset(), most);
          }
          return log.readAfter(name, since == null ? 0 : since.offset(), most);
        },
        page -> complete(answer, page, most == 0 ? null : since),
        answer::completeExceptionally);
    return answer;
  }

  private static void complete(
      CompletableFuture<Result.History> answer, Page page, StreamPosition since) {
    if (since != null && !since.epoch().isEmpty() && !since.epoch().equals(page.head().epoch())) {
      answer.completeExceptionally(
          new ProtocolException(
              ErrorCode.UNRECOVERABLE_POSITION,
              "the position is of another epoch: that log is gone, read from the start"));
    } else {
      answer.complete(new Result.History(page.publications(), page.head()));
    }
  }

  /** Lists the clients that are present in a channel. */
  public Result.Presence presence(String name) {
    requirePresence(name);
    if (presence.statsOf(name).clients() > presencePage) {
      throw new ProtocolException(
          ErrorCode.LIMIT_EXCEEDED,
          "more than " + presencePage + " clients are present; ask for presence_stats");
    }
    return new Result.Presence(presence.of(name));
  }

  /** Counts the clients and users that are present in a channel. */
  public Result.PresenceStats presenceStats(String name) {
    requirePresence(name);
    Presence.Stats stats = presence.statsOf(name);
    return new Result.PresenceStats(stats.clients(), stats.users());
  }

  /** Counts the channels that have a subscriber on this member. */
  public int count() {
    return hub.count();
  }

  private void requirePresence(String name) {
    if (!names.namespaceOf(name).presence()) {
      throw new ProtocolException(
          ErrorCode.NOT_AVAILABLE,
          "the channel does not know who is present; see parley.namespace.NAME.presence");
    }
  }
}
