package dev.parley.cluster.hazelcast;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * Messages on their way from one member to another.
 *
 * @param from the id of the sender's start
 * @param stream a later stream of the sender replaces an earlier one
 * @param sequence the number of the frame in the stream, from 1: a gap shows a lost frame
 * @param messages each as {@link ClusterMessageCodec} writes it
 */
record ClusterFrame(UUID from, long stream, long sequence, List<ByteBuffer> messages) {
  ClusterFrame {
    messages = List.copyOf(messages);
  }
}
