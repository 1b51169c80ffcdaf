/**
 * The bridge between members: what one member has to tell the others about a channel, and itself by
 * the same path. Carries hints, never the truth: the log has that. Enter at {@link
 * dev.parley.cluster.Bridge}.
 */
package dev.parley.cluster;
