/**
 * Who is in a channel: the clients of this member that are subscribed to it. Tells nobody about
 * changes; the channel does. Enter at {@link dev.parley.presence.Presence}.
 */
package dev.parley.presence;
