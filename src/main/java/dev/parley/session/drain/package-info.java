/**
 * The end of a member: it sends its clients to the other members, as fast as those take them in,
 * and then stops in order. Does not decide when a member drains. Enter at {@link
 * dev.parley.session.drain.Drain}.
 */
package dev.parley.session.drain;
