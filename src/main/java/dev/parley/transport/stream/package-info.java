/**
 * Streams: a response that does not end carries the frames of a session, by HTTP streaming or
 * Server-Sent Events, and its commands come in requests of their own. How frames stand in a
 * response, and how it ends; no logic. Clients that send no commands have a package of their own.
 * Enter at {@link dev.parley.transport.stream.Streams}.
 */
package dev.parley.transport.stream;
