package dev.parley.cluster;

import java.nio.ByteBuffer;

/**
 * Reads what other members send, and refuses what is not theirs. Belongs to the thread of the
 * inbox.
 */
final class FrameReceiver {
  private static final System.Logger LOG = System.getLogger(FrameReceiver.class.getName());

  private final FrameSigner seal;
  private final PeerTable peers;
  private final LocalInterests interests;
  private final MemberMessages notes;
  private final Bridge.Receiver receiver;
  private final Runnable lookAround;
  private final ClusterMeters meters;

  /**
   * @param lookAround brings the peers up to date
   */
  FrameReceiver(
      FrameSigner seal,
      PeerTable peers,
      LocalInterests interests,
      MemberMessages notes,
      Bridge.Receiver receiver,
      Runnable lookAround,
      ClusterMeters meters) {
    this.seal = seal;
    this.peers = peers;
    this.interests = interests;
    this.notes = notes;
    this.receiver = receiver;
    this.lookAround = lookAround;
    this.meters = meters;
  }

  /** Reads one frame. Called by the thread of the inbox, one at a time. */
  void open(byte[] frame) {
    try {
      ClusterFrame envelope = seal.open(frame);
      Peer peer = peerOf(envelope);
      if (!peer.arrived(envelope)) {
        throw new FrameSigner.RefusedException(DropReason.LATE);
      }
      meters.received.envelope(envelope.letters().size(), frame.length);
      long before = peer.version();
      envelope.letters().forEach(letter -> read(peer, letter));
      if (peer.version() > before) {
        interests.beat(peer);
      }
    } catch (FrameSigner.RefusedException e) {
      meters.dropped(e.why());
    }
  }

  /** What a member sends may be faster than the news that it is one. */
  private Peer peerOf(ClusterFrame envelope) throws FrameSigner.RefusedException {
    Peer peer = peers.find(envelope.from());
    if (peer == null) {
      lookAround.run();
      peer = peers.find(envelope.from());
    }
    if (peer == null) {
      throw new FrameSigner.RefusedException(DropReason.STRANGER);
    }
    return peer;
  }

  private void read(Peer peer, ByteBuffer bytes) {
    ClusterMessage letter;
    try {
      letter = ClusterMessageCodec.decode(bytes);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a letter could not be read", e);
      meters.dropped(DropReason.MALFORMED);
      return;
    }
    if (letter == null) {
      meters.dropped(DropReason.KIND);
    } else if (letter instanceof ClusterMessage.Told told) {
      deliver(told.signal());
    } else if (letter instanceof ClusterMessage.Interest change) {
      peer.apply(change);
    } else if (letter instanceof ClusterMessage.Snapshot snapshot) {
      peer.apply(snapshot);
    } else if (letter instanceof ClusterMessage.Note note) {
      notes.messageReceived(peer.member(), note);
    } else if (letter instanceof ClusterMessage.Ask) {
      interests.sendSnapshot(peer);
    } else if (letter instanceof ClusterMessage.Beat beat) {
      peer.acknowledge(beat.applied());
      interests.settle();
      if (!peer.agreesOn(beat.version())) {
        peer.sendFirstClass(ClusterMessageCodec.encode(new ClusterMessage.Ask()));
      }
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
