import { setTimeout as pause } from "node:timers/promises";
import { apiKey } from "../support/config.mjs";
import { makeClient, subscribe } from "./client.mjs";
import { ANSWER_MS } from "./ring.mjs";

/** Enough for each writer to have hardly ever nothing on its way, and little enough for the machine to do other things. */
const PAUSE_MS = 10;
const PAUSE_AFTER_FAILURE_MS = 100;

/** After so many a writer by the API goes on to the next member, so that each member gets some. */
const TO_ONE_MEMBER = 10;

/**
 * @typedef {object} Work
 * @property {import("./ring.mjs").Ring} ring
 * @property {string[]} rooms
 * @property {(event: object) => void} tell
 * @property {AbortSignal} stop when to write nothing new
 */

/**
 * Writes by the official client, one publication after the other. A publication that is not answered is left behind: it may be
 * stored or not.
 *
 * @param {string} name
 * @param {Work} work
 */
export async function writeBySocket(name, { ring, rooms, tell, stop }) {
  let member = "";
  const client = await makeClient(name, ring, tell, (url) => (member = url));
  const subscriptions = rooms.map((room) => subscribe(client, name, room, tell));
  for (let i = 0; !stop.aborted; i++) {
    const subscription = subscriptions[i % subscriptions.length];
    const text = `${name}-${i}`;
    try {
      await subscription?.ready();
      const room = subscription?.channel;
      const { data } = await client.rpc("channel.publish", { channel: room, data: text });
      tell({ writer: name, member, room, text, offset: data.offset });
      await pause(PAUSE_MS);
    } catch {
      await pause(PAUSE_AFTER_FAILURE_MS);
    }
  }
  client.disconnect();
}

/**
 * Writes by the HTTP API, one publication after the other, each under a key of its own; a publication that is not confirmed goes to
 * the next member.
 *
 * @param {string} name
 * @param {Work} work
 */
export async function writeByApi(name, { ring, rooms, tell, stop }) {
  let member = ring.next();
  for (let i = 0; !stop.aborted; i++) {
    const room = rooms[i % rooms.length];
    const text = `${name}-${i}`;
    const body = JSON.stringify({ channel: room, data: text, idempotency_key: text });
    let offset = await publishByApi(member, body);
    while (offset === undefined) {
      member = ring.next();
      offset = await publishByApi(member, body);
    }
    tell({ writer: name, member, room, text, offset });
    if (i % TO_ONE_MEMBER === TO_ONE_MEMBER - 1) {
      member = ring.next();
    }
    await pause(PAUSE_MS);
  }
}

/**
 * The offset; undefined if there was none.
 *
 * @param {string} member
 * @param {string} body
 * @returns {Promise<number | undefined>}
 */
async function publishByApi(member, body) {
  try {
    const response = await fetch(`${member}/api/publish`, {
      method: "POST",
      headers: { "content-type": "application/json", "X-API-Key": apiKey },
      body,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const { result } = /** @type {any} */ (await response.json());
    if (result !== undefined) {
      return result.offset;
    }
  } catch {
    // The next member is asked, with the same key.
  }
  await pause(PAUSE_AFTER_FAILURE_MS);
  return undefined;
}
