/**
 * The bridge between members: what one member has to tell the others about a channel, and itself by
 * the same path. Carries hints, never the truth: the log has that. Enter at {@link
 * dev.parley.cluster.Bridge}, and for who is a member and notes to them at {@link
 * dev.parley.cluster.Members}; {@code BridgeProducer} chooses, {@code HazelcastBridge} is the one
 * of several members.
 */
package dev.parley.cluster;
