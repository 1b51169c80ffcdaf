package dev.parley.cluster.hazelcast;

import dev.parley.cluster.Bridge;
import dev.parley.cluster.Signal;
import java.nio.ByteBuffer;

/**
 * Checks and reads the frames that other members send, and passes their messages on. Belongs to the
 * receiving thread.
 */
final class FrameReceiver {
  private static final System.Logger LOG = System.getLogger(FrameReceiver.class.getName());

  private final FrameSigner signer;
  private final PeerTable peers;
  private final LocalInterests interests;
  private final MemberMessages memberMessages;
  private final Bridge.Receiver receiver;
  private final Runnable updatePeers;
  private final ClusterMeters meters;

  /**
   * @param updatePeers brings the table of peers up to date
   */
  FrameReceiver(
      FrameSigner signer,
      PeerTable peers,
      LocalInterests interests,
      MemberMessages memberMessages,
      Bridge.Receiver receiver,
      Runnable updatePeers,
      ClusterMeters meters) {
    this.signer = signer;
    this.peers = peers;
    this.interests = interests;
    this.memberMessages = memberMessages;
    this.receiver = receiver;
    this.updatePeers = updatePeers;
    this.meters = meters;
  }

  /** Reads one frame. */
  void receive(byte[] bytes) {
    try {
      ClusterFrame frame = signer.open(bytes);
      Peer peer = senderOf(frame);
      if (!peer.accept(frame)) {
        throw new FrameSigner.RefusedException(DropReason.LATE);
      }
      meters.received.countFrame(frame.messages().size(), bytes.length);
      long before = peer.interestsVersion();
      frame.messages().forEach(message -> read(peer, message));
      if (peer.interestsVersion() > before) {
        interests.sendHeartbeat(peer);
      }
    } catch (FrameSigner.RefusedException e) {
      meters.dropped(e.reason());
    }
  }

  /** A frame may arrive before the news that its sender is a member. */
  private Peer senderOf(ClusterFrame frame) throws FrameSigner.RefusedException {
    Peer peer = peers.find(frame.from());
    if (peer == null) {
      updatePeers.run();
      peer = peers.find(frame.from());
    }
    if (peer == null) {
      throw new FrameSigner.RefusedException(DropReason.STRANGER);
    }
    return peer;
  }

  private void read(Peer peer, ByteBuffer bytes) {
    ClusterMessage message;
    try {
      message = ClusterMessageCodec.decode(bytes);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a message of another member could not be read", e);
      meters.dropped(DropReason.MALFORMED);
      return;
    }
    if (message == null) {
      meters.dropped(DropReason.KIND);
    } else if (message instanceof ClusterMessage.ChannelSignal channelSignal) {
      deliver(channelSignal.signal());
    } else if (message instanceof ClusterMessage.Interest interest) {
      peer.apply(interest);
    } else if (message instanceof ClusterMessage.Snapshot snapshot) {
      peer.apply(snapshot);
    } else if (message instanceof ClusterMessage.TopicMessage topicMessage) {
      memberMessages.receive(peer.member(), topicMessage);
    } else if (message instanceof ClusterMessage.InterestsRequest) {
      interests.sendAll(peer);
    } else if (message instanceof ClusterMessage.Heartbeat heartbeat) {
      peer.acknowledge(heartbeat.applied());
      interests.completeWaiters();
      peer.compareInterests(heartbeat.version());
    }
  }

  private void deliver(Signal signal) {
    try {
      receiver.receive(signal);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a signal of another member could not be delivered", e);
    }
  }
}
