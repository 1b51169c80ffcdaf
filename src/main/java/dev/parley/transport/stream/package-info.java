/**
 * HTTP streaming and Server-Sent Events: one response that does not end carries the frames of a
 * session, and its commands come in requests of their own. Owns the format of frames in a response,
 * and the end of the response; no logic. Clients without commands have the package {@code uni}.
 * Begin with {@link dev.parley.transport.stream.Streams}.
 */
package dev.parley.transport.stream;
