/**
 * Channels: who is subscribed, what was published, and the way of a message from the publisher into
 * the log and to every subscriber; catching up from the log; presence and its announcements. Knows
 * subscribers only by the small interface it offers them, and decides nothing about permissions.
 * Enter at {@link dev.parley.channel.ChannelService} and {@link dev.parley.channel.Publisher}.
 */
package dev.parley.channel;
