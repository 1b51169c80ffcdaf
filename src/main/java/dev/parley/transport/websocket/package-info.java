/**
 * The WebSocket transport: the handshake, and the frames of RFC 6455 on the bytes of an upgraded
 * connection. No logic; the session has that. Enter at {@link
 * dev.parley.transport.websocket.WebSocketServlet}.
 */
package dev.parley.transport.websocket;
