import { connect, createServer } from "node:net";
import { baseUrl } from "./config.mjs";

/**
 * A cable between clients and the server, below all transports: it can be cut, and it can fall silent, as a network does that drops
 * what it is given and tells nobody.
 *
 * @param {import("node:test").TestContext} t
 */
export async function layCable(t) {
  /** @type {Set<import("node:net").Socket>} */
  const ends = new Set();
  let up = true;
  let silent = false;
  const server = createServer((near) => {
    near.on("error", () => {});
    if (!up) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(Number(baseUrl.port), baseUrl.hostname);
    for (const [from, to] of /** @type {const} */ ([
      [near, far],
      [far, near],
    ])) {
      ends.add(from);
      from.setNoDelay(true);
      from.on("error", () => {});
      from.on("close", () => {
        ends.delete(from);
        to.destroy();
      });
      from.pipe(to);
      if (silent) {
        from.pause();
      }
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  t.after(() => {
    ends.forEach((end) => end.destroy());
    server.close();
  });
  return {
    /** Where the server is at the other end of the cable. */
    base: new URL(`http://127.0.0.1:${port}`),
    /** Ends all connections by a reset, and lets none through. */
    cut() {
      up = false;
      ends.forEach((end) => end.resetAndDestroy());
    },
    /** The next connection gets through. */
    mend() {
      up = true;
    },
    /** From now on nothing comes through, and nobody hears of it. */
    silence() {
      silent = true;
      ends.forEach((end) => end.pause());
    },
    /** What was held back comes through, and what follows. */
    speak() {
      silent = false;
      ends.forEach((end) => end.resume());
    },
  };
}
