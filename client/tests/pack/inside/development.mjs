import { createServer, get } from "node:http";
import { createServer as createVite } from "vite";

/** Vite's development server, and behind it a server that tells which requests arrive, for which host. */
const tell = ({ url, headers }) => `${url} ${headers.host}`;
const server = createServer((request, response) => response.end(tell(request)));
server.on("upgrade", (request, socket) => {
  const head = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
  socket.end(`${head}X-Seen: ${tell(request)}\r\n\r\n`);
});
await new Promise((listening) => server.listen(Number(process.argv[2]), "localhost", listening));

const vite = await createVite({ logLevel: "silent" });
await vite.listen(0);
const page = `localhost:${vite.httpServer.address().port}`;
const print = (seen) => console.log(seen.replace(page, "PAGE"));
for (const path of ["/dev/token?user=carol", "/api/ticket", "/emulation"]) {
  print(await (await fetch(`http://${page}${path}`)).text());
}
const headers = { connection: "upgrade", upgrade: "websocket" };
get(`http://${page}/connection/websocket`, { headers }).on("upgrade", (response) => {
  print(response.headers["x-seen"]);
  process.exit();
});
