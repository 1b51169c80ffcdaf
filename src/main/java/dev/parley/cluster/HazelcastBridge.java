package dev.parley.cluster;

import dev.parley.cluster.Members.Member;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The bridge of a member among others: each has one inbox, a topic of Hazelcast, and tells the
 * others which channels it has subscribers of. Safe for all threads.
 *
 * <p>A signal goes to this member at once, by the sender's thread, and into the lane of each peer
 * that wants its channel. What arrives is handed to one thread, which delivers it in the order of
 * each sender. A ticker tells the peers twice a second that this member lives.
 */
final class HazelcastBridge implements Bridge {
  private static final System.Logger LOG = System.getLogger(HazelcastBridge.class.getName());

  /** How long a subscriber waits for the other members at most; then the log has to repair. */
  private static final Duration MOST_WAIT = Duration.ofSeconds(1);

  private static final long TICK_NANOS = Duration.ofMillis(250).toNanos();
  private static final int TICKS_PER_BEAT = 2;

  private final Member self;
  private final AtomicLong streams = new AtomicLong();
  private final PeerTable peers = new PeerTable(this::newPeer);
  private final MemberMessages notes;
  private final LocalInterests interests = new LocalInterests(peers, MOST_WAIT.toNanos());
  private final ClusterTransport topics;
  private final FrameSigner seal;
  private final long queueBytes;
  private final long silenceNanos;
  private final ThreadFactory threads;
  private final ClusterMeters meters;
  private volatile Receiver receiver;

  /** Null before {@link #connect}, which writes it once. */
  private volatile JoinState joining;

  private volatile boolean closed;

  /** Made and ended by the thread that starts and stops the application. */
  private BoundedQueue inbox;

  private Thread ticker;

  /**
   * @param name what this member calls itself
   * @param queueBytes what may wait for one other member, and what of all others may wait here
   * @param silence a member that confirms nothing for so long is no longer fed
   */
  HazelcastBridge(
      String name,
      ClusterTransport topics,
      String secret,
      long queueBytes,
      Duration silence,
      ThreadFactory threads,
      ClusterMeters meters) {
    this.self = new Member(UUID.randomUUID(), name);
    this.notes = new MemberMessages(self, peers);
    this.topics = topics;
    this.seal = new FrameSigner(secret, self.id());
    this.queueBytes = queueBytes;
    this.silenceNanos = silence.toNanos();
    this.threads = threads;
    this.meters = meters;
    meters.members(() -> peers.all().size() + 1);
  }

  @Override
  public void connect(Receiver newReceiver) {
    receiver = newReceiver;
    FrameReceiver incoming =
        new FrameReceiver(seal, peers, interests, notes, newReceiver, this::lookAround, meters);
    inbox =
        new BoundedQueue(
            "parley-cluster-inbox", queueBytes, threads, all -> all.forEach(incoming::open));
    ticker = threads.newThread(this::tick);
    ticker.setName("parley-cluster-ticker");
    joining =
        new JoinState(
            topics.start(self, this::take, () -> LockSupport.unpark(ticker)), System.nanoTime());
    lookAround();
    ticker.start();
  }

  @Override
  public boolean isReady() {
    JoinState begun = joining;
    return begun != null && begun.isSettled(System.nanoTime());
  }

  /** The members that this bridge connects. */
  Members members() {
    return notes;
  }

  @Override
  public CompletionStage<Void> addInterest(String channel) {
    return interests.add(channel);
  }

  @Override
  public void removeInterest(String channel) {
    interests.remove(channel);
  }

  @Override
  public void send(Signal signal) {
    try {
      sendToPeers(signal);
    } finally {
      receiver.receive(signal);
    }
  }

  /** Encodes once for all. */
  private void sendToPeers(Signal signal) {
    byte[] letter = null;
    for (Peer peer : peers.all()) {
      if (peer.wants(signal.channel())) {
        if (letter == null) {
          letter = ClusterMessageCodec.encode(new ClusterMessage.Told(signal));
          if (letter == null) {
            return;
          }
        }
        peer.send(letter);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(ticker);
    peers.close();
    interests.close();
    if (inbox != null) {
      topics.stop();
      inbox.close();
    }
  }

  // What is sent.

  private Peer newPeer(Member member) {
    String name = "parley-cluster-to-" + member.id().toString().substring(0, 8);
    Postman postman = new Postman(member.id());
    return new Peer(member, new BoundedQueue(name, queueBytes, threads, postman), meters);
  }

  /** Puts letters into envelopes and hands them to Hazelcast. Belongs to the thread of its lane. */
  private final class Postman implements Consumer<List<byte[]>> {
    private final UUID to;
    private final long stream = streams.incrementAndGet();
    private long sequence;

    Postman(UUID to) {
      this.to = to;
    }

    @Override
    public void accept(List<byte[]> letters) {
      byte[] frame = seal.close(to, stream, ++sequence, letters);
      try {
        topics.publish(to, frame);
        meters.sent.envelope(letters.size(), frame.length);
      } catch (RuntimeException e) {
        meters.dropped(DropReason.FAILED, letters.size());
        if (!closed) {
          LOG.log(System.Logger.Level.WARNING, "another member could not be sent to", e);
        }
      }
    }
  }

  /**
   * Sees who is there, keeps them fed or not, tells them that we live. Woken when members have come
   * or gone; interrupted when the server ends.
   */
  private void tick() {
    for (long ticks = 0; !closed && !Thread.currentThread().isInterrupted(); ticks++) {
      try {
        lookAround();
        long now = System.nanoTime();
        joining.tell(now);
        for (Peer peer : peers.all()) {
          peer.checkSilence(now, silenceNanos);
          if (ticks % TICKS_PER_BEAT == 0) {
            interests.beat(peer);
          }
        }
        interests.settle();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "the other members could not be looked after", e);
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  private void lookAround() {
    peers.update(topics::others, this::welcome, this::farewell);
  }

  private void welcome(Peer peer, Runnable add) {
    interests.welcome(peer, add);
    notes.memberJoined(peer.member());
  }

  private void farewell(Peer peer) {
    interests.settle();
    notes.memberLeft(peer.member());
  }

  private void take(byte[] frame) {
    if (!inbox.offer(frame)) {
      meters.dropped(DropReason.INBOX);
    }
  }
}
