/**
 * A versioned set that one member owns and the others copy. The owner numbers its changes; a copy
 * applies them in order, detects a gap, and asks for the whole set again. Knows neither the entries
 * nor how updates travel. Enter at {@link dev.parley.cluster.replication.OwnedSet} for the owner's
 * side, and at {@link dev.parley.cluster.replication.SetReplica} for a copy.
 */
package dev.parley.cluster.replication;
