/**
 * Where publications are kept: appended by group commit, read after an offset, trimmed by size and
 * age; in the database, in memory or nowhere, as the channel's namespace says. Knows no session and
 * no subscriber; who may append is decided above. Enter at {@link dev.parley.log.ChannelLog};
 * {@link dev.parley.log.RoutingLog} is the one to inject.
 */
package dev.parley.log;
