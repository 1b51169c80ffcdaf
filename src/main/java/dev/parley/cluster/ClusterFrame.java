package dev.parley.cluster;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * Letters on their way from one member to another.
 *
 * @param from the start of the sender: every start has an id of its own
 * @param stream counts the sender's streams; a later one takes the place of an earlier one
 * @param sequence counts the envelopes of the stream from 1, so that a gap shows
 * @param letters each as {@link ClusterMessageCodec} writes it
 */
record ClusterFrame(UUID from, long stream, long sequence, List<ByteBuffer> letters) {
  ClusterFrame {
    letters = List.copyOf(letters);
  }
}
