/**
 * What rooms of people need beside messages: who is typing, and how much each user has read. Its
 * methods are called by {@code rpc}; rules V1 to V6 of {@code docs/SPEC.md}. Enter at {@link
 * dev.parley.room.TypingMethod} and {@link dev.parley.room.ReadMethod}.
 */
package dev.parley.room;
