/**
 * Rooms on Socket.IO: who joins a room gets what is published into it. A publish is acknowledged,
 * as the other servers acknowledge theirs (an error, or null). No token is checked and nothing is kept.
 *
 *   PORT=9602 HOST=127.0.0.1 node socketio/server.mjs
 */
import { createServer } from "node:http";
import { Server } from "socket.io";

const PORT = Number(process.env.PORT ?? 9602);
const HOST = process.env.HOST ?? "127.0.0.1";

const http = createServer((request, response) => {
  response.writeHead(request.url === "/health" ? 200 : 404).end();
});
const io = new Server(http, {
  transports: ["websocket"],
  serveClient: false,
  // Also what lets Socket.IO make the frame of a broadcast once for all.
  perMessageDeflate: false,
  httpCompression: false,
  maxHttpBufferSize: 128 * 1024,
});

// As its documentation advises, to save memory.
io.engine.on("connection", (connection) => {
  connection.request = null;
});
io.on("connection", (socket) => {
  socket.on("subscribe", async (room, acknowledge) => {
    await socket.join(room);
    acknowledge(null, room);
  });
  socket.on("publish", (room, data, acknowledge) => {
    if (!socket.rooms.has(room)) {
      return acknowledge("permission denied");
    }
    io.to(room).emit("message", room, data);
    acknowledge(null);
  });
});
http.listen({ port: PORT, host: HOST, backlog: 4096 }, () =>
  console.log(`socket.io on ${HOST}:${PORT}`),
);

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => process.exit(0));
}
