/**
 * The WebSocket transport: text frames in and out, the facts of the handshake, the limits of the
 * container. No logic; the session has that. Enter at {@link
 * dev.parley.transport.websocket.WebSocketEndpoint}.
 */
package dev.parley.transport.websocket;
