/**
 * The clients that are subscribed to a channel, on all members. Each member owns its own clients
 * and sends their changes to the others; joins and leaves follow from what is known of all members.
 * Knows neither sessions nor subscriptions. Enter at {@link dev.parley.presence.Presence}.
 */
package dev.parley.presence;
