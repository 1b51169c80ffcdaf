import type { Reason } from "../api.js";

/** A message that the server has not stored yet, as far as is known. */
export interface Entry {
  /** The id of the message, and its idempotency key: however often it is sent, it is stored once. */
  readonly id: string;
  readonly channel: string;
  readonly data: unknown;
  /** When it was typed, in milliseconds since 1970. */
  readonly time: number;
  /** Its place among the messages of its room; later ones have larger numbers. */
  readonly order: number;
  /** Why the server refused it for good, or null. */
  readonly failure: Reason | null;
}

let latest = 0;

/** Makes an entry whose order is after that of all before, also after those of an earlier page. */
export function createEntry(channel: string, data: unknown): Entry {
  const time = Date.now();
  latest = Math.max(latest + 1, time * 1000);
  return { id: randomId(), channel, data, time, order: latest, failure: null };
}

/** `crypto.randomUUID` exists on secure origins only; a page on a plain address must work, too. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
