package dev.parley.channel.recovery;

import dev.parley.log.Page;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Frame;
import dev.parley.protocol.ProtocolException;
import dev.parley.protocol.Publication;
import dev.parley.protocol.Push;
import dev.parley.protocol.PushEncoder;
import dev.parley.protocol.Result;
import dev.parley.protocol.StreamPosition;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The way of one subscription from the position that its client knew to the live stream, page by
 * page. The first page goes into the reply, the others follow as pushes; each is read when the
 * client has taken most of the one before. No live publication is buffered meanwhile: the recovery
 * reads from the log until the client has what the live subscribers have, and makes the
 * subscription live in the same step.
 *
 * <p>One step at a time changes its fields; the steps hand over to each other through {@link
 * HistoryReader}.
 */
public final class Recovery {
  private final LoggedChannel channel;
  private final RecoveringSubscription subscription;
  private final StreamPosition since;
  private final boolean mustRecover;
  private final Consumer<Result.Subscribe> reply;
  private final CompletableFuture<Void> outcome;
  private final HistoryReader history;

  /** The offset up to which pages were handed over. */
  private long reached;

  private boolean replied;

  /** The page in hand as frames; empty if it goes into the reply. */
  private List<Frame> frames = List.of();

  /** Bytes of the last page, if it was not part of the reply. */
  private long pageBytes;

  /**
   * Prepares a recovery; see {@link #start}.
   *
   * @param since the last publication that the client has
   * @param mustRecover whether a client whose position is gone is refused, and not subscribed
   * @param reply gets the result under the channel's lock, before the first push
   * @param outcome completes after {@code reply} has run, without a lock; exceptionally with a
   *     {@link ProtocolException}
   */
  public Recovery(
      RecoveringSubscription subscription,
      StreamPosition since,
      boolean mustRecover,
      Consumer<Result.Subscribe> reply,
      CompletableFuture<Void> outcome,
      HistoryReader history) {
    this.channel = subscription.channel();
    this.subscription = subscription;
    this.since = since;
    this.mustRecover = mustRecover;
    this.reply = reply;
    this.outcome = outcome;
    this.history = history;
    this.reached = since.offset();
  }

  /** Starts; returns at once. */
  public void start() {
    if (channel.canRecover(since)) {
      readNextPage();
      return;
    }
    // The client may come from a member that knows more than this one.
    StreamPosition before = channel.position();
    long known = channel.isOfThisLog(since) ? since.offset() : Long.MAX_VALUE;
    history.read(
        log -> log.head(channel.name(), known),
        head -> {
          channel.compareWithHead(before, head);
          if (channel.canRecover(since)) {
            readNextPage();
          } else {
            joinWithoutRecovery();
          }
        },
        this::fail);
  }

  private void readNextPage() {
    long known = channel.delivered();
    history.readPage(channel.name(), reached, known, page -> advance(known, page), this::fail);
  }

  private void advance(long known, Page read) {
    RecoveryPage page = new RecoveryPage(reached, known, read.publications(), read.head());
    reached = page.last();
    // Encoded before the channel's lock is taken, because publishers wait for that lock.
    frames = replied ? encode(page.publications(), read.head().epoch()) : List.of();
    pageBytes = frames.stream().mapToLong(Frame::bytes).sum();
    RecoveryPage.Result result = subscription.advance(page, this);
    // From here on another thread may run the next step: no field may be changed.
    if (replied) {
      outcome.complete(null);
    }
    subscription.flush();
    switch (result) {
      case LIVE -> history.count(pageBytes);
      case MORE -> resume();
      case EARLY ->
          // The publications that the client has and this member has not are read for everybody.
          channel.compareWithHead(new StreamPosition(0, read.head().epoch()), read.head());
      case TRIMMED -> handleLoss();
      case RESET -> {
        channel.reset();
        refuseEnded();
      }
      case GONE -> refuseEnded();
    }
  }

  /** Reads the next page when the client has taken most of the last one, and the rate allows it. */
  public void resume() {
    long bytes = pageBytes;
    pageBytes = 0;
    frames = List.of();
    history.pace(bytes, () -> subscription.whenReady(this::readNextPage));
  }

  /**
   * Hands publications over to the client: in the reply, or as pushes. Called under the channel's
   * lock.
   *
   * @param publications the page in hand, or its beginning
   */
  public void handOver(List<Publication> publications, String epoch) {
    if (!replied) {
      replied = true;
      StreamPosition position = new StreamPosition(since.offset(), epoch);
      reply.accept(
          new Result.Subscribe(position, true, true, true, true, publications)
              .withDelta(subscription.delta()));
    } else if (!publications.isEmpty()) {
      subscription.deliver(
          List.of(subscription.encoder().join(frames.subList(0, publications.size()))));
    }
  }

  private List<Frame> encode(List<Publication> publications, String epoch) {
    PushEncoder encoder = subscription.encoder();
    return publications.stream().map(each -> encoder.push(toPush(each, epoch))).toList();
  }

  /** A recovered publication is sent whole, also where deltas are agreed. */
  private Push toPush(Publication publication, String epoch) {
    return subscription.delta()
        ? new Push.Compressed(channel.name(), publication, null)
        : new Push.Published(channel.name(), publication, epoch);
  }

  private void handleLoss() {
    if (replied) {
      subscription.abandon();
    } else {
      joinWithoutRecovery();
    }
  }

  private void joinWithoutRecovery() {
    if (mustRecover) {
      fail(
          new ProtocolException(
              ErrorCode.UNRECOVERABLE_POSITION,
              "the position is gone, because the log is another one or was trimmed: load afresh,"
                  + " and subscribe from where that ends"));
    } else if (subscription.join(true, true, reply)) {
      outcome.complete(null);
    } else {
      refuseEnded();
    }
  }

  private void fail(ProtocolException problem) {
    if (replied) {
      subscription.abandon();
    } else {
      subscription.end();
      outcome.completeExceptionally(problem);
    }
  }

  private void refuseEnded() {
    if (!replied) {
      outcome.completeExceptionally(endedTooEarly());
    }
  }

  /** The error for a subscription that was ended before it had begun. */
  public static ProtocolException endedTooEarly() {
    return new ProtocolException(
        ErrorCode.INTERNAL, "the subscription was ended while it was being made; try again");
  }
}
