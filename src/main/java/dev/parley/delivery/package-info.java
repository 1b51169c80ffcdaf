/**
 * The few threads that write to clients, and the watchdog that replaces a thread when a client
 * blocks it. Knows neither channels nor sessions nor sockets, only tasks in steps. Enter at {@link
 * dev.parley.delivery.WriterPool}.
 */
package dev.parley.delivery;
