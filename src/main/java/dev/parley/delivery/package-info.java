/**
 * The few threads that write to clients, and the watchdog that takes their work over when a client
 * makes one of them wait. Knows neither channels nor sessions nor sockets, only steps of work.
 * Enter at {@link dev.parley.delivery.WriterPool}.
 */
package dev.parley.delivery;
