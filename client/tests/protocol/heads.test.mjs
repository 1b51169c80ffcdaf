import assert from "node:assert/strict";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { call } from "../support/api.mjs";
import { apiKey, baseUrl, disabledOn } from "../support/config.mjs";
import { within } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { openRaw } from "../support/raw.mjs";
import { token } from "../support/token.mjs";

/**
 * Requests with large heads. The server reads the first kilobyte of a connection into a buffer that it keeps, and what follows into
 * others, so each of these crosses that border, and what comes after them must be as whole as they are.
 */

const KEPT_BYTES = 1024;
const LARGEST_FIELD = 24_576;
const MOST_FIELDS = 150;

/** A cookie jar as large as browsers let it become, a token with many claims, and what proxies add. */
const LARGE = {
  Cookie: `session=${"c".repeat(20_000)}`,
  Authorization: `Bearer ${"t".repeat(8000)}`,
  ...Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`X-Proxy-${i}`, `value ${i}`])),
};

const HANDSHAKE = {
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "AAECAwQFBgcICQoLDA0ODw==",
};

/**
 * @param {string} line
 * @param {Record<string, string>} fields
 */
function head(line, fields) {
  const lines = Object.entries({ Host: baseUrl.host, ...fields }).map(([k, v]) => `${k}: ${v}\r\n`);
  return `${line} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** @param {Record<string, string>} [fields] */
const handshake = (fields = {}) => head("GET /connection/websocket", { ...HANDSHAKE, ...fields });

/**
 * Sends bytes on a connection of their own, piece after piece, and gives back what the server answers up to the end of its head.
 *
 * @param {import("node:test").TestContext} t
 * @param {string | Buffer} bytes
 * @param {number} [piece] how many at once
 * @returns {Promise<{status: number, text: string}>}
 */
async function exchange(t, bytes, piece = bytes.length) {
  const socket = connect(Number(baseUrl.port), baseUrl.hostname);
  t.after(() => socket.destroy());
  socket.setNoDelay(true);
  let text = "";
  const answered = new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", () => reject(new Error(`closed after ${JSON.stringify(text)}`)));
    socket.on("data", (data) => {
      text += data;
      if (text.includes("\r\n\r\n")) {
        resolve(undefined);
      }
    });
  });
  answered.catch(() => {});
  for (let at = 0; at < bytes.length && !socket.destroyed; at += piece) {
    await new Promise((resolve) => socket.write(bytes.slice(at, at + piece), resolve));
  }
  await within(answered, "answer");
  return { status: Number(text.split(" ")[1]), text };
}

describe("large heads", () => {
  it("opens a session over a handshake with a large head", async (t) => {
    const raw = await openRaw(t, { headers: LARGE });
    const { connect: connected } = await raw.ask("connect", { token: await token(userName()) });
    assert.ok(connected);
    const channel = roomName();
    assert.ok((await raw.ask("subscribe", { channel })).subscribe);
    const data = "d".repeat(30_000);
    assert.ok((await raw.ask("publish", { channel, data })).publish);
    const { push } = await raw.received
      .until((items) => items.some((item) => item.push?.pub !== undefined), "publication")
      .then((items) => items.find((item) => item.push?.pub !== undefined));
    assert.equal(push.pub.data, data);
  });

  for (const piece of [1, 500, KEPT_BYTES, 1500]) {
    it(`takes a handshake that comes in pieces of ${piece} bytes`, async (t) => {
      const { status } = await exchange(t, handshake({ Cookie: "c".repeat(4000) }), piece);
      assert.equal(status, 101);
    });
  }

  it("takes handshakes that end just before, at and behind the end of the first buffer", async (t) => {
    const empty = handshake({ Cookie: "" }).length;
    for (let size = KEPT_BYTES - 4; size <= KEPT_BYTES + 4; size++) {
      const bytes = handshake({ Cookie: "c".repeat(size - empty) });
      assert.equal(bytes.length, size);
      assert.equal((await exchange(t, bytes)).status, 101, `${size} bytes`);
    }
  });

  it("answers a client whose first frame comes with its handshake, or refuses it [W5]", async (t) => {
    const ping = "\x89\x80\0\0\0\0";
    const { status } = await exchange(t, Buffer.from(handshake() + ping, "latin1"));
    assert.ok([101, 400].includes(status), `${status}`);
  });

  it("takes the API requests of a client that offers HTTP/2, as the one of the JDK does", async (t) => {
    const body = JSON.stringify({ channel: roomName(), data: 1 });
    const fields = {
      Connection: "Upgrade, HTTP2-Settings",
      "Content-Length": String(body.length),
      "HTTP2-Settings": "AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
      Upgrade: "h2c",
      "X-API-Key": apiKey,
    };
    const { status, text } = await exchange(t, head("POST /api/publish", fields) + body);
    assert.equal(status, 200, text);
  });

  it("takes API requests with a large head, and their bodies whole", async (t) => {
    const channel = roomName();
    const data = "d".repeat(50_000);
    const body = JSON.stringify({ channel, data });
    const fields = {
      ...LARGE,
      "X-API-Key": apiKey,
      "Content-Type": "application/json",
      "Content-Length": String(body.length),
    };
    for (const piece of [undefined, KEPT_BYTES, 1500]) {
      const { status, text } = await exchange(t, head("POST /api/publish", fields) + body, piece);
      assert.equal(status, 200, text);
    }
    const { json } = await call("history", { channel, limit: 10 });
    assert.deepEqual(
      json.result.publications.map((/** @type {any} */ publication) => publication.data),
      [data, data, data],
    );
  });

  const asAWhole = disabledOn(
    ["wildfly", "payara"],
    "it bounds the head as a whole, not each field",
  );
  it("refuses what is too large with 400, and closes", asAWhole, async (t) => {
    const tooLong = { Cookie: "c".repeat(LARGEST_FIELD + 1) };
    const tooMany = Object.fromEntries(
      Array.from({ length: MOST_FIELDS + 1 }, (_, i) => [`X-${i}`, "v"]),
    );
    for (const fields of [tooLong, tooMany]) {
      for (const bytes of [handshake(fields), head("GET /api/drain", fields)]) {
        const { status, text } = await exchange(t, bytes);
        assert.equal(status, 400);
        assert.match(text, /^Connection: close\r$/im);
        assert.ok(text.endsWith("\r\n\r\n"), "the answer says more than that");
      }
    }
    assert.equal((await exchange(t, handshake({ Cookie: "c".repeat(LARGEST_FIELD) }))).status, 101);
  });
});
