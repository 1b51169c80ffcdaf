package dev.parley.cluster;

import java.nio.ByteBuffer;

/**
 * Reads what other members send, and refuses what is not theirs. Belongs to the thread of the
 * inbox.
 */
final class Incoming {
  private static final System.Logger LOG = System.getLogger(Incoming.class.getName());

  private final Seal seal;
  private final Peers peers;
  private final OwnInterests interests;
  private final Notes notes;
  private final Bridge.Receiver receiver;
  private final Runnable lookAround;
  private final ClusterMeters meters;

  /**
   * @param lookAround brings the peers up to date
   */
  Incoming(
      Seal seal,
      Peers peers,
      OwnInterests interests,
      Notes notes,
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
      Envelope envelope = seal.open(frame);
      Peer peer = peerOf(envelope);
      if (!peer.arrived(envelope)) {
        throw new Seal.RefusedException(Drop.LATE);
      }
      meters.received.envelope(envelope.letters().size(), frame.length);
      long before = peer.version();
      envelope.letters().forEach(letter -> read(peer, letter));
      if (peer.version() > before) {
        interests.beat(peer);
      }
    } catch (Seal.RefusedException e) {
      meters.dropped(e.why());
    }
  }

  /** What a member sends may be faster than the news that it is one. */
  private Peer peerOf(Envelope envelope) throws Seal.RefusedException {
    Peer peer = peers.find(envelope.from());
    if (peer == null) {
      lookAround.run();
      peer = peers.find(envelope.from());
    }
    if (peer == null) {
      throw new Seal.RefusedException(Drop.STRANGER);
    }
    return peer;
  }

  private void read(Peer peer, ByteBuffer bytes) {
    Letter letter;
    try {
      letter = LetterCodec.decode(bytes);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a letter could not be read", e);
      meters.dropped(Drop.MALFORMED);
      return;
    }
    if (letter == null) {
      meters.dropped(Drop.KIND);
    } else if (letter instanceof Letter.Told told) {
      deliver(told.signal());
    } else if (letter instanceof Letter.Interest change) {
      peer.apply(change);
    } else if (letter instanceof Letter.Snapshot snapshot) {
      peer.apply(snapshot);
    } else if (letter instanceof Letter.Note note) {
      notes.told(peer.member(), note);
    } else if (letter instanceof Letter.Ask) {
      interests.sendSnapshot(peer);
    } else if (letter instanceof Letter.Beat beat) {
      peer.acknowledge(beat.applied());
      interests.settle();
      if (!peer.agreesOn(beat.version())) {
        peer.sendFirstClass(LetterCodec.encode(new Letter.Ask()));
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
