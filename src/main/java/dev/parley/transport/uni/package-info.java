/**
 * Streams for clients without any SDK, such as {@code new EventSource(url)} and {@code curl -N}:
 * they say once what they want and are told by pushes, one JSON object each, without the object
 * around them that tells pushes from replies. Subscribing and recovering is the session's business.
 * Enter at {@link dev.parley.transport.uni.UniSseServlet}.
 */
package dev.parley.transport.uni;
