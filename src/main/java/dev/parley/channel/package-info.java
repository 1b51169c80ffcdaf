/**
 * Channels: their subscriptions, and the way of a publication from its publisher into the log and
 * to every subscriber. Knows a subscriber only by the small interface {@link
 * dev.parley.channel.Subscriber}, and decides nothing about permissions. Enter at {@link
 * dev.parley.channel.Publisher} and {@link dev.parley.channel.ChannelService}.
 */
package dev.parley.channel;
