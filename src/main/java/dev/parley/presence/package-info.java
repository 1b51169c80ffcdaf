/**
 * Who is in a channel: the clients that are subscribed to it, on all members. Each member owns its
 * own clients, and tells the others; from what is known of all of them it is derived who has to be
 * told to have joined or left. Enter at {@link dev.parley.presence.Presence}.
 */
package dev.parley.presence;
