package dev.parley.config;

/**
 * The event that the application starts: its configuration is right and its parts are made. What
 * works by itself begins when it observes this event, and not when the container has made the
 * application: it may be wrong, and then nothing begins.
 */
public record ApplicationStart() {}
