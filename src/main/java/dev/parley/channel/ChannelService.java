package dev.parley.channel;

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
 * What can be done with channels besides publishing: subscribing and leaving, reading history,
 * asking who is present. Checks what the channel can do, not who may ask. Safe for all threads.
 */
@Singleton
public class ChannelService {
  private final ChannelNames names;
  private final Hub active;
  private final HistoryReader pages;
  private final Presence presence;
  private final int historyPage;
  private final int presencePage;

  @Inject
  ChannelService(
      ParleyConfig config, ChannelNames names, Hub active, HistoryReader pages, Presence presence) {
    this.names = names;
    this.active = active;
    this.pages = pages;
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
    Hub.Entered entered;
    try {
      Namespace known = names.namespaceOf(name);
      if (options.mustRecover() && options.since() != null && !known.logged()) {
        throw new ProtocolException(
            ErrorCode.NOT_AVAILABLE,
            "nothing can be recovered, because the channel keeps no history; see"
                + " parley.namespace.NAME.log");
      }
      entered = active.enter(name, known, subscriber);
    } catch (ProtocolException e) {
      outcome.completeExceptionally(e);
      return outcome;
    }
    Channel channel = entered.channel();
    Subscription subscription = entered.subscription();
    Namespace namespace = channel.namespace();
    subscription.delta = options.delta() && namespace.delta() == Namespace.Delta.FOSSIL;
    StreamPosition since = options.since();
    boolean positioned =
        namespace.logged() && (namespace.forceRecovery() || options.positioned() || since != null);
    Runnable join =
        () -> join(channel, subscription, since, positioned, options.mustRecover(), reply, outcome);
    if (channel.isOpened()) {
      join.run();
      return outcome;
    }
    Consumer<ProtocolException> refuse =
        problem -> {
          active.remove(channel, subscription);
          outcome.completeExceptionally(problem);
        };
    if (entered.announced().isDone()) {
      open(channel, join, refuse);
    } else {
      // Only when all members send what happens here from now on may the head be read.
      entered.announced().thenRun(() -> pages.soon(() -> open(channel, join, refuse), refuse));
    }
    return outcome;
  }

  /** Finds out where a channel stands, if that is not known, then goes on. */
  private void open(Channel channel, Runnable next, Consumer<ProtocolException> refuse) {
    if (!channel.namespace().logged()) {
      active.open(channel, StreamPosition.NONE);
      next.run();
      return;
    }
    pages.headToOpen(
        channel,
        head -> {
          head.ifPresent(there -> active.open(channel, there));
          next.run();
        },
        refuse);
  }

  private void join(
      Channel channel,
      Subscription subscription,
      StreamPosition since,
      boolean positioned,
      boolean mustRecover,
      Consumer<Result.Subscribe> reply,
      CompletableFuture<Void> outcome) {
    active.showPresent(channel, subscription);
    if (since != null && positioned) {
      new Recovery(channel, subscription, since, mustRecover, reply, outcome, active, pages)
          .start();
    } else if (channel.joinNow(subscription, positioned, since != null, reply)) {
      outcome.complete(null);
    } else {
      outcome.completeExceptionally(Channel.endedMeanwhile());
    }
  }

  /** Ends a subscription; nothing happens if there is none. */
  public void unsubscribe(String name, String client) {
    active.remove(name, client, false);
  }

  /**
   * Ends a subscription because the connection of its client was lost: it is shown as present until
   * its user had time to come back. Nothing happens if there is none.
   */
  public void lose(String name, String client) {
    active.remove(name, client, true);
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
    CompletableFuture<Result.History> answer = new CompletableFuture<>();
    if (!names.namespaceOf(name).logged()) {
      throw new ProtocolException(
          ErrorCode.NOT_AVAILABLE, "the channel keeps no history; see parley.namespace.NAME.log");
    }
    int most = limit < 0 ? historyPage : Math.min(limit, historyPage);
    if (most == 0) {
      pages.head(
          name,
          head -> answer.complete(new Result.History(List.of(), head)),
          answer::completeExceptionally);
      return answer;
    }
    pages.read(
        log -> {
          if (reverse) {
            return log.readBefore(name, since == null ? Long.MAX_VALUE : since.offset(), most);
          }
          return log.readAfter(name, since == null ? 0 : since.offset(), most);
        },
        slice -> completeHistory(answer, slice, since),
        answer::completeExceptionally);
    return answer;
  }

  private static void completeHistory(
      CompletableFuture<Result.History> answer, Page slice, StreamPosition since) {
    if (since != null && !since.epoch().isEmpty() && !since.epoch().equals(slice.head().epoch())) {
      answer.completeExceptionally(
          new ProtocolException(
              ErrorCode.UNRECOVERABLE_POSITION,
              "the position is of another epoch: that log is gone, read from the start"));
    } else {
      answer.complete(new Result.History(slice.publications(), slice.head()));
    }
  }

  /** Who is in a channel. */
  public Result.Presence presence(String name) {
    requirePresence(name);
    if (presence.statsOf(name).clients() > presencePage) {
      throw new ProtocolException(
          ErrorCode.LIMIT_EXCEEDED,
          "more than " + presencePage + " clients are present; ask for presence_stats");
    }
    return new Result.Presence(presence.of(name));
  }

  /** How many are in a channel. */
  public Result.PresenceStats presenceStats(String name) {
    requirePresence(name);
    Presence.Stats stats = presence.statsOf(name);
    return new Result.PresenceStats(stats.clients(), stats.users());
  }

  /** How many channels have a subscriber on this member. */
  public int count() {
    return active.count();
  }

  private void requirePresence(String name) {
    if (!names.namespaceOf(name).presence()) {
      throw new ProtocolException(
          ErrorCode.NOT_AVAILABLE,
          "the channel does not know who is present; see parley.namespace.NAME.presence");
    }
  }
}
