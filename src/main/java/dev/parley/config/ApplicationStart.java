package dev.parley.config;

/**
 * The event that starts the application, after its configuration was checked and its beans were
 * made. Threads and timers start when they observe this event. They do not start when the container
 * has made the application, because its configuration may be wrong.
 */
public record ApplicationStart() {}
