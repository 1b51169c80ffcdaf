/**
 * Reading what was missed from the log: pages for clients that come back, gaps of a channel whose
 * signals were lost, and the ends of all channels that are open here. Knows a channel and a
 * subscription only by the interfaces {@link dev.parley.channel.recovery.LoggedChannel} and {@link
 * dev.parley.channel.recovery.RecoveringSubscription}; the package above implements them. Enter at
 * {@link dev.parley.channel.recovery.Recovery} and {@link dev.parley.channel.recovery.GapRepair}.
 */
package dev.parley.channel.recovery;
