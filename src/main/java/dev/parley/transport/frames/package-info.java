/**
 * The WebSocket transport: the handshake, and the frames of RFC 6455 on an upgraded connection. The
 * session has all the logic. Begin with {@link dev.parley.transport.frames.WebSocketServlet}.
 */
package dev.parley.transport.frames;
