/**
 * Streams for clients without an SDK, such as {@code new EventSource(url)} and {@code curl -N}. The
 * client sends one request with its subscriptions, and gets pushes: one JSON object each, without
 * the object {@code push} around it. The session subscribes and recovers. Begin with {@link
 * dev.parley.transport.uni.UniSseServlet}.
 */
package dev.parley.transport.uni;
