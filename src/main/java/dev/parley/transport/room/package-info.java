/**
 * Rooms for clients that have nothing but a WebSocket: {@code /rooms/{room}} with plain JSON
 * messages. The session and its rules are those of all clients; {@link
 * dev.parley.protocol.RoomCodec} translates. Begin with {@link
 * dev.parley.transport.room.RoomServlet}.
 */
package dev.parley.transport.room;
