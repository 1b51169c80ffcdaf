package dev.parley.cluster.hazelcast;

import dev.parley.cluster.Bridge;
import dev.parley.cluster.Members;
import dev.parley.cluster.Members.Member;
import dev.parley.cluster.Signal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The bridge of a member among others. Each member has one topic of Hazelcast, and tells the others
 * which channels it has subscribers of. Safe for all threads.
 *
 * <p>A signal goes to this member at once, on the sender's thread, and into the queue of each peer
 * that is interested in its channel. One thread receives all frames, and delivers the messages of
 * each sender in order. A ticker sends each peer a heartbeat twice a second.
 */
public final class HazelcastBridge implements Bridge {
  private static final System.Logger LOG = System.getLogger(HazelcastBridge.class.getName());

  /** How long a new interest waits for the other members; after that the log repairs. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(1);

  private static final long TICK_NANOS = Duration.ofMillis(250).toNanos();
  private static final int TICKS_PER_HEARTBEAT = 2;

  private final Member self;
  private final AtomicLong streams = new AtomicLong();
  private final PeerTable peers = new PeerTable(this::newPeer);
  private final MemberMessages memberMessages;
  private final LocalInterests interests = new LocalInterests(peers, MAX_WAIT.toNanos());
  private final ClusterTransport transport;
  private final FrameSigner signer;
  private final long queueBytes;
  private final long maxSilenceNanos;
  private final ThreadFactory threads;
  private final ClusterMeters meters;
  private volatile Receiver receiver;

  /** Null before {@link #connect}, which writes it once. */
  private volatile JoinState joinState;

  private volatile boolean closed;

  /** Both are made and ended by the thread that starts and stops the application. */
  private BoundedQueue receivedFrames;

  private Thread ticker;

  /**
   * @param name of this member
   * @param queueBytes may wait for one other member, and as many from all others may wait here
   * @param maxSilence a member that confirms nothing for so long is sent nothing more
   */
  HazelcastBridge(
      String name,
      ClusterTransport transport,
      String secret,
      long queueBytes,
      Duration maxSilence,
      ThreadFactory threads,
      ClusterMeters meters) {
    this.self = new Member(UUID.randomUUID(), name);
    this.memberMessages = new MemberMessages(self, peers);
    this.transport = transport;
    this.signer = new FrameSigner(secret, self.id());
    this.queueBytes = queueBytes;
    this.maxSilenceNanos = maxSilence.toNanos();
    this.threads = threads;
    this.meters = meters;
    meters.registerMembers(() -> peers.all().size() + 1);
  }

  @Override
  public void connect(Receiver newReceiver) {
    receiver = newReceiver;
    FrameReceiver frameReceiver =
        new FrameReceiver(
            signer, peers, interests, memberMessages, newReceiver, this::updatePeers, meters);
    receivedFrames =
        new BoundedQueue(
            "parley-cluster-inbox",
            queueBytes,
            threads,
            frames -> frames.forEach(frameReceiver::receive));
    ticker = threads.newThread(this::tick);
    ticker.setName("parley-cluster-ticker");
    joinState =
        new JoinState(
            transport.start(self, this::enqueueReceived, () -> LockSupport.unpark(ticker)),
            System.nanoTime());
    updatePeers();
    ticker.start();
  }

  @Override
  public boolean isReady() {
    JoinState state = joinState;
    return state != null && state.isReady(System.nanoTime());
  }

  /** The members that this bridge connects. */
  Members members() {
    return memberMessages;
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

  /** Encodes the signal once for all peers. */
  private void sendToPeers(Signal signal) {
    byte[] message = null;
    for (Peer peer : peers.all()) {
      if (peer.isInterestedIn(signal.channel())) {
        if (message == null) {
          message = ClusterMessageCodec.encode(new ClusterMessage.ChannelSignal(signal));
          if (message == null) {
            return;
          }
        }
        peer.send(message);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(ticker);
    peers.close();
    interests.close();
    if (receivedFrames != null) {
      transport.stop();
      receivedFrames.close();
    }
  }

  private Peer newPeer(Member member) {
    String name = "parley-cluster-to-" + member.id().toString().substring(0, 8);
    FrameSender sender = new FrameSender(member.id());
    return new Peer(member, new BoundedQueue(name, queueBytes, threads, sender), meters);
  }

  /** Packs messages into frames and hands them to Hazelcast. Belongs to the thread of the queue. */
  private final class FrameSender implements Consumer<List<byte[]>> {
    private final UUID to;
    private final long stream = streams.incrementAndGet();
    private long sequence;

    FrameSender(UUID to) {
      this.to = to;
    }

    @Override
    public void accept(List<byte[]> messages) {
      byte[] frame = signer.seal(to, stream, ++sequence, messages);
      try {
        transport.publish(to, frame);
        meters.sent.countFrame(messages.size(), frame.length);
      } catch (RuntimeException e) {
        meters.dropped(DropReason.FAILED, messages.size());
        if (!closed) {
          LOG.log(System.Logger.Level.WARNING, "a frame could not be sent to another member", e);
        }
      }
    }
  }

  /**
   * Updates the peers, checks whether they are silent, and sends heartbeats. Woken when members
   * have joined or left; interrupted when the server ends.
   */
  private void tick() {
    for (long ticks = 0; !closed && !Thread.currentThread().isInterrupted(); ticks++) {
      try {
        updatePeers();
        long now = System.nanoTime();
        joinState.logProblem(now);
        for (Peer peer : peers.all()) {
          peer.checkSilence(now, maxSilenceNanos);
          if (ticks % TICKS_PER_HEARTBEAT == 0) {
            interests.sendHeartbeat(peer);
          }
        }
        interests.completeWaiters();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "the other members could not be checked", e);
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  private void updatePeers() {
    peers.update(
        transport::others,
        new PeerTable.Listener() {
          @Override
          public void peerJoined(Peer peer, Runnable add) {
            interests.introduce(peer, add);
            memberMessages.memberJoined(peer.member());
          }

          @Override
          public void peerLeft(Peer peer) {
            interests.completeWaiters();
            memberMessages.memberLeft(peer.member());
          }
        });
  }

  private void enqueueReceived(byte[] frame) {
    if (!receivedFrames.offer(frame)) {
      meters.dropped(DropReason.INBOX);
    }
  }
}
