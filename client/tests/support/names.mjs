import { randomBytes } from "node:crypto";

/** Every test has rooms and users of its own, so that a suite can run again and again against the same server. */

const unique = () => randomBytes(6).toString("hex");

/** @param {string} [what] */
export function roomName(what = "test") {
  return `room:${what}-${unique()}`;
}

/** @param {string} [what] */
export function userName(what = "user") {
  return `${what}-${unique()}`;
}

export function key() {
  return `key-${unique()}`;
}
