package dev.parley.channel;

import dev.parley.protocol.Frame;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import java.util.List;

/**
 * One subscriber on its way from the position it knew to the live stream, page by page: the first
 * page goes into the reply, the others follow as pushes, each only when the subscriber has taken
 * most of what it was given. No live publication is buffered for it meanwhile: it reads from the
 * log until it has what the live subscribers have, and becomes one of them in the same step.
 *
 * <p>Its fields are changed by one step at a time; the steps hand over to each other through {@link
 * LogPages}.
 */
final class CatchUp {
  private final Channel channel;
  private final Subscription subscription;
  private final StreamPosition since;
  private final ActiveChannels channels;
  private final LogPages pages;
  private final SubscribeOutcome outcome;
  private long reached;
  private boolean replied;

  CatchUp(
      Channel channel,
      Subscription subscription,
      StreamPosition since,
      SubscribeOutcome outcome,
      ActiveChannels channels,
      LogPages pages) {
    this.channel = channel;
    this.subscription = subscription;
    this.since = since;
    this.outcome = outcome;
    this.channels = channels;
    this.pages = pages;
    this.reached = since.offset();
  }

  /** Starts; returns at once. */
  void start() {
    if (!channel.canRecover(since)) {
      joinWithoutRecovery();
      return;
    }
    next();
  }

  private void next() {
    pages.readAfter(channel.name(), reached, this::advance, this::fail);
  }

  private void advance(List<Publication> page) {
    if (!page.isEmpty() && page.get(0).offset() != reached + 1) {
      missing();
      return;
    }
    long from = reached;
    if (!page.isEmpty()) {
      reached = page.get(page.size() - 1).offset();
    }
    Channel.Progress progress = channel.advance(subscription, from, page, this::handOver);
    subscription.subscriber.flush();
    switch (progress) {
      case LIVE -> channels.announce(channel, subscription);
      case MORE -> subscription.subscriber.whenReady(this::next);
      case TRIMMED -> missing();
      case GONE -> {
        if (!replied) {
          outcome.refused(Channel.endedMeanwhile());
        }
      }
    }
  }

  /** Runs under the channel's lock. */
  private void handOver(List<Publication> page, String epoch) {
    if (!replied) {
      replied = true;
      outcome.subscribed(
          new Result.Subscribe(
              new StreamPosition(since.offset(), epoch), true, true, true, true, page));
      return;
    }
    if (!page.isEmpty()) {
      List<Frame> lines =
          page.stream()
              .map(p -> Frame.of(channels.encode(new Push.Published(channel.name(), p))))
              .toList();
      subscription.subscriber.deliver(channel.name(), List.of(Frame.join(lines)));
    }
  }

  private void missing() {
    if (replied) {
      channels.abandon(channel, subscription);
    } else {
      joinWithoutRecovery();
    }
  }

  private void fail(ProtocolException problem) {
    if (replied) {
      channels.abandon(channel, subscription);
    } else {
      channels.remove(channel, subscription);
      outcome.refused(problem);
    }
  }

  private void joinWithoutRecovery() {
    channel.joinNow(subscription, true, true, outcome);
    channels.announce(channel, subscription);
  }
}
