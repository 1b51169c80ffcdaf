/**
 * The bridge between members, over topics of Hazelcast: frames, queues, interests of members, the
 * join. It knows no sessions and no channels beyond their names, and only {@code Hazelcast…} types
 * use Hazelcast. Enter at {@link dev.parley.cluster.hazelcast.HazelcastBridge}; {@code
 * BridgeProducer} makes it.
 */
package dev.parley.cluster.hazelcast;
