/**
 * Carries signals about channels to the members that have subscribers, and messages between
 * members. It carries hints only: the log has the truth. Enter at {@link dev.parley.cluster.Bridge}
 * for signals, at {@link dev.parley.cluster.Members} for the list of members and messages to them,
 * and at {@link dev.parley.cluster.Survey} for a question to all members. A member without others
 * has the bridge of this package; {@code cluster.hazelcast} has the bridge between members.
 */
package dev.parley.cluster;
