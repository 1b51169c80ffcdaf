/**
 * The log in the database. {@link dev.parley.log.durable.GroupCommit} appends: one thread commits
 * all publications that came while the last commit ran. {@link dev.parley.log.durable.LogCache}
 * reads: from memory where that is complete, else from the database. Retention and removal delete.
 * Whether the database works at all is the matter of {@code dev.parley.database}. Enter at {@link
 * dev.parley.log.durable.DurableLog}.
 */
package dev.parley.log.durable;
