import { createInterface } from "node:readline";
import { makeClient, subscribe } from "./client.mjs";
import { Ring } from "./ring.mjs";
import { writeByApi, writeBySocket } from "./writers.mjs";

/**
 * Writers and readers for the tests of a cluster. They go on whatever befalls the members, and each thing that happens is a line
 * of JSON on standard output:
 *
 * - `{"ready": true}`: the readers are live and the writers begin
 * - `{"reader", "room", "text", "offset"}`: a reader got a publication
 * - `{"writer", "member", "room", "text", "offset"}`: a writer was told by a member that its publication is stored
 * - `{"problem"}`: what must not happen
 * - `{"written": true}`: the writers have stopped; what they have begun is confirmed or left behind
 *
 * On standard input `member URL` tells of one more member and `stop` lets the writers stop; its end is the end of all.
 */

const READERS = 3;
const WRITERS_OF_EACH_KIND = 2;

/** @param {object} event */
const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

/** @param {string} name */
const list = (name) => (process.env[name] ?? "").split(",").filter((item) => item !== "");

const numbers = (/** @type {number} */ count) => Array.from({ length: count }, (_, i) => i + 1);

const ring = new Ring(list("PARLEY_URLS"));
const rooms = list("PARLEY_ROOMS");
const stop = new AbortController();

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [command, url] = line.split(" ");
    if (command === "member" && url !== undefined) {
      ring.urls.push(url);
    } else if (command === "stop") {
      stop.abort();
    }
  })
  .on("close", () => process.exit());

/** @param {string} name */
async function read(name) {
  const client = await makeClient(name, ring, tell);
  await Promise.all(
    rooms.map((room) => {
      const subscription = subscribe(client, name, room, tell);
      subscription.on("publication", ({ data, offset }) =>
        tell({ reader: name, room, text: data, offset }),
      );
      return subscription.ready();
    }),
  );
}

await Promise.all(numbers(READERS).map((number) => read(`reader${number}`)));
tell({ ready: true });
const work = { ring, rooms, tell, stop: stop.signal };
await Promise.all(
  numbers(WRITERS_OF_EACH_KIND).flatMap((number) => [
    writeBySocket(`socket${number}`, work),
    writeByApi(`api${number}`, work),
  ]),
);
tell({ written: true });
