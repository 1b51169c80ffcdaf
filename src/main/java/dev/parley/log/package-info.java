/**
 * The contract of a log: publications are appended, read after or before an offset, and removed.
 * Knows no session and no subscriber, and does not decide who may append. Enter at {@link
 * dev.parley.log.ChannelLog}. {@code log.durable} keeps publications in the database, {@code
 * log.memory} in memory or not at all, and {@code log.routing} chooses by the channel's namespace.
 */
package dev.parley.log;
