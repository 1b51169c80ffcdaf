import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { givenMs } from "../support/config.mjs";
import { within } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { openRoom } from "../support/room.mjs";

const ping = givenMs("PARLEY_PING_MS");

/** More than a ping and the time to answer it. */
const patience = (ping ?? 0) + 15_000;

describe("the heartbeat of a room without an SDK", { skip: ping === null }, () => {
  it("a client that knows nothing but WebSocket answers, and a dead one is found [J7] [S2]", async (t) => {
    const room = roomName("plain").slice("room:".length);
    const alive = openRoom(t, room, { user: userName("alive") });
    alive.closing.catch(() => {});
    const dead = userName("dead");
    const silent = openRoom(t, room, { user: dead }, { autoPong: false });
    silent.closing.catch(() => {});
    const closed = new Promise((resolve) => silent.socket.once("close", resolve));
    await alive.first("start");
    assert.equal(await within(closed, "close of the silent one", patience), 3012);
    assert.equal(alive.socket.readyState, alive.socket.OPEN);
    alive.send("ping");
    await alive.messages.until((all) => all.includes("pong"), "pong");
  });
});
