/**
 * Chooses the log of each channel by its namespace, starts and closes the logs, and tells how they
 * are. It keeps no publication itself. Enter at {@link dev.parley.log.routing.RoutingLog}, which is
 * the {@link dev.parley.log.ChannelLog} to inject.
 */
package dev.parley.log.routing;
