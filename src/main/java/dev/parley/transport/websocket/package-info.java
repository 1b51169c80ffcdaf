/**
 * WebSockets by the Jakarta WebSocket API: annotated endpoints that hand messages to sessions, and
 * a transport that sends by the container. It serves the same paths as {@code transport.frames}, on
 * servers where {@link dev.parley.transport.WebSocketEngine} chooses the container. Begin with
 * {@link dev.parley.transport.websocket.WebSocketEndpoint}.
 */
package dev.parley.transport.websocket;
