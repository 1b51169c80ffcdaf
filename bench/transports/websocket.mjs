import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { commands, hasPing, isThere, PublicationCount } from "./client.mjs";

const TEXT = 0x81;
const CLOSE = 0x88;
const MASKED = 0x80;
const MASK = Buffer.alloc(4); // of zeros: what is sent stays what it is

/** A short text message of a client, RFC 6455, section 5.2. */
function message(text) {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126
      ? Buffer.from([TEXT, MASKED | payload.length])
      : Buffer.from([TEXT, MASKED | 126, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([head, MASK, payload]);
}

/** What a close frame says, if these bytes begin with one. */
function closeReason(bytes) {
  return bytes[0] === CLOSE && bytes.length >= 4
    ? `closed with ${bytes.readUInt16BE(2)} ${bytes.subarray(4, 2 + bytes[1])}`
    : undefined;
}

/**
 * Opens a WebSocket.
 *
 * @returns resolves to its end, when the client has what it asked for
 */
export function open({ host, port }, { token, channel, heard, lost }) {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host,
      port,
      path: "/connection/websocket",
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": randomBytes(16).toString("base64"),
      },
    });
    request.on("error", reject);
    request.on("response", ({ statusCode }) => reject(new Error(`answered ${statusCode}`)));
    request.on("upgrade", (response, socket) => {
      const count = new PublicationCount();
      let known = "";
      let leaves = false;
      let why = "its connection ended";
      socket.on("data", (bytes) => {
        why = closeReason(bytes) ?? why;
        if (known !== undefined) {
          known += bytes;
          if (isThere(known, channel)) {
            known = undefined;
            resolve(() => {
              leaves = true;
              socket.destroy();
            });
          }
        } else {
          heard(count.add(bytes));
        }
        if (hasPing(bytes)) {
          socket.write(message("{}"));
        }
      });
      socket.on("error", () => {}); // its close follows
      socket.on("close", () => leaves || lost(why));
      socket.write(message(commands(token, channel)));
    });
    request.end();
  });
}
