package dev.parley.channel;

import dev.parley.log.Page;
import dev.parley.protocol.Codec;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One subscriber on its way from the position it knew to the live stream, page by page: the first
 * page goes into the reply, the others follow as pushes, each only when the subscriber has taken
 * most of what it was given. No live publication is buffered for it meanwhile: it reads from the
 * log until it has what the live subscribers have, and becomes one of them in the same step.
 *
 * <p>Its fields are changed by one step at a time; the steps hand over to each other through {@link
 * HistoryReader}.
 */
final class Recovery {
  private final Channel channel;
  private final Subscription subscription;
  private final StreamPosition since;
  private final boolean mustRecover;
  private final Hub channels;
  private final HistoryReader pages;
  private final Consumer<Result.Subscribe> reply;
  private final CompletableFuture<Void> outcome;
  private long reached;
  private boolean replied;

  /** Bytes of the last page, if it was not part of the reply. */
  private long paced;

  /**
   * @param reply gets the result under the channel's lock, before the first push
   * @param outcome completes without a lock after {@code reply} has run, exceptionally with a
   *     {@link ProtocolException}
   */
  Recovery(
      Channel channel,
      Subscription subscription,
      StreamPosition since,
      boolean mustRecover,
      Consumer<Result.Subscribe> reply,
      CompletableFuture<Void> outcome,
      Hub channels,
      HistoryReader pages) {
    this.channel = channel;
    this.subscription = subscription;
    this.since = since;
    this.mustRecover = mustRecover;
    this.reply = reply;
    this.outcome = outcome;
    this.channels = channels;
    this.pages = pages;
    this.reached = since.offset();
  }

  /**
   * What was read.
   *
   * @param from the offset that the page was read after
   * @param known the offset that was known to exist when the log was asked
   * @param page the publications that were found, without a gap between them
   * @param head where the log ended at the time
   * @param next reads on
   */
  record Step(long from, long known, List<Publication> page, StreamPosition head, Runnable next) {
    long last() {
      return page.isEmpty() ? from : page.get(page.size() - 1).offset();
    }

    /** Whether the page follows {@code from}. */
    boolean joins() {
      return page.isEmpty() || page.get(0).offset() == from + 1;
    }

    /** Whether an empty page says that what followed is gone; otherwise it is only a little old. */
    boolean showsALoss() {
      return page.isEmpty() && (head.offset() > from || head.offset() < known);
    }
  }

  /** Starts; returns at once. */
  void start() {
    if (channel.canRecover(since)) {
      next();
      return;
    }
    // The client may come from a member that knows more than this one.
    StreamPosition place = channel.place();
    pages.head(
        channel.name(),
        channel.isOf(since) ? since.offset() : Long.MAX_VALUE,
        head -> startFrom(place, head),
        this::fail);
  }

  private void startFrom(StreamPosition place, StreamPosition head) {
    channels.knowHead(channel, place, head);
    if (channel.canRecover(since)) {
      next();
    } else {
      joinWithoutRecovery();
    }
  }

  private void next() {
    long known = channel.delivered();
    pages.pageAfter(channel.name(), reached, known, slice -> advance(known, slice), this::fail);
  }

  private void advance(long known, Page slice) {
    Step step = new Step(reached, known, slice.publications(), slice.head(), this::goOn);
    reached = step.last();
    // Written before the channel's lock is taken, which those who publish wait for.
    List<Frame> messages = replied ? written(step.page()) : List.of();
    paced = messages.stream().mapToLong(Frame::bytes).sum();
    Channel.Progress progress =
        channel.advance(subscription, step, (page, epoch) -> handOver(page, epoch, messages));
    if (replied) {
      outcome.complete(null);
    }
    subscription.subscriber.flush();
    switch (progress) {
      case LIVE -> pages.took(paced);
      case MORE -> goOn();
      case EARLY ->
          // What the client has and this member has not is read for all.
          channels.knowHead(channel, new StreamPosition(0, slice.head().epoch()), slice.head());
      case TRIMMED -> missing();
      case RESET -> {
        channels.reset(channel);
        refuse();
      }
      case GONE -> refuse();
    }
  }

  private void goOn() {
    long taken = paced;
    paced = 0;
    pages.pace(taken, () -> subscription.subscriber.whenReady(this::next));
  }

  private void refuse() {
    if (!replied) {
      outcome.completeExceptionally(Channel.endedMeanwhile());
    }
  }

  /**
   * Runs under the channel's lock.
   *
   * @param page the whole page that was read, or its beginning
   * @param messages of the whole page; empty if it goes into the reply
   */
  private void handOver(List<Publication> page, String epoch, List<Frame> messages) {
    if (!replied) {
      replied = true;
      reply.accept(
          new Result.Subscribe(
                  new StreamPosition(since.offset(), epoch), true, true, true, true, page)
              .withDelta(subscription.delta));
      return;
    }
    if (!page.isEmpty()) {
      subscription.subscriber.deliver(
          channel.name(), List.of(codec().join(messages.subList(0, page.size()))));
    }
  }

  private List<Frame> written(List<Publication> page) {
    return page.stream().map(this::push).map(codec()::push).toList();
  }

  /** What is recovered comes whole, also where deltas are agreed. */
  private Push push(Publication publication) {
    return subscription.delta
        ? new Push.Compressed(channel.name(), publication, null)
        : new Push.Published(channel.name(), publication);
  }

  private Codec codec() {
    return subscription.subscriber.codec();
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
      outcome.completeExceptionally(problem);
    }
  }

  private void joinWithoutRecovery() {
    if (mustRecover) {
      fail(
          new ProtocolException(
              ErrorCode.UNRECOVERABLE_POSITION,
              "the position is gone, because the log is another one or was trimmed: load afresh,"
                  + " and subscribe from where that ends"));
      return;
    }
    if (channel.joinNow(subscription, true, true, reply)) {
      outcome.complete(null);
    } else {
      outcome.completeExceptionally(Channel.endedMeanwhile());
    }
  }
}
