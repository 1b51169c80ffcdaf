/**
 * Every transport in a real browser, where fetch, EventSource and WebSocket are the browser's own: a page of the server's
 * origin connects with the official client, hears what is published, and what was published while it was away.
 *
 *     PARLEY_URL=… node browser/transports.mjs
 *
 * Exits with 0 when all is well, 1 when not, 77 when there is no Chromium to run in.
 */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { api, publish } from "../support/api.mjs";
import { baseUrl } from "../support/config.mjs";
import { roomName, userName } from "../support/names.mjs";
import { ticketOf, token } from "../support/token.mjs";
import { launchChromium } from "./chromium.mjs";
import { Steps } from "./steps.mjs";

const JSON_ONLY = "centrifuge.js";
const PROTOBUF = "centrifuge.protobuf.js";
const WAYS = [
  { transport: "websocket", path: "/connection/websocket" },
  { transport: "websocket", path: "/connection/websocket", build: PROTOBUF },
  { transport: "http_stream", path: "/connection/http_stream" },
  { transport: "http_stream", path: "/connection/http_stream", build: PROTOBUF },
  { transport: "sse", path: "/connection/sse", brings: ticketOf },
  // To the package it is a WebSocket.
  { transport: "websocket", path: "/connection/poll", polls: true },
];
/** What the package has for pages without a bundler. */
const BUILDS = join(dirname(createRequire(import.meta.url).resolve("centrifuge")), "../dist");
const PARLEY_CLIENT_BUILT = dirname(fileURLToPath(import.meta.resolve("parley-client/transports")));
/** Where a page finds what is built of parley-client. */
const PARLEY_CLIENT = "/parley-client/";
const PATIENCE_MS = 30_000;
const COME_BACK = 4100;
const STAY_AWAY = 4600;

const browser = await launchChromium();
if (browser === null) {
  console.log("1..0 # SKIP there is no Chromium here; name one in PARLEY_CHROMIUM");
  process.exit(77);
}
const steps = new Steps();
// The policy of the server's pages lets in no script of ours.
const context = await browser.newContext({ bypassCSP: true });

/** A page of the server's origin with nothing of its own in it. */
async function emptyPage() {
  const page = await context.newPage();
  await page.route(`**${PARLEY_CLIENT}*.js`, (route) =>
    route.fulfill({ path: join(PARLEY_CLIENT_BUILT, basename(route.request().url())) }),
  );
  await page.goto(new URL("/health/live", baseUrl).href);
  return page;
}

/** @param {string} user @param {number} code */
async function sendAway(user, code) {
  await api("disconnect", { user, disconnect: { code, reason: "sent away" } });
}

for (const { transport, path, build = JSON_ONLY, brings, polls } of WAYS) {
  await steps.step(`${path} with ${build}: hears, and recovers what it missed`, async () => {
    const room = roomName();
    const user = userName();
    const page = await emptyPage();
    await page.addScriptTag({ path: join(BUILDS, build) });
    await page.exposeFunction("bring", async () => {
      const bearer = await token(user);
      return brings ? brings(bearer) : bearer;
    });
    await page.evaluate(
      async ({ transport, binary, endpoint, emulationEndpoint, room, pollSocket }) => {
        const window = /** @type {any} */ (globalThis);
        window.heard = [];
        window.by = [];
        const websocket = pollSocket ? (await import(pollSocket)).PollSocket : WebSocket;
        const client = new window.Centrifuge([{ transport, endpoint }], {
          websocket,
          emulationEndpoint,
          getToken: () => window.bring(),
          minReconnectDelay: 500,
        });
        client.on("connected", (/** @type {any} */ { transport: by }) => window.by.push(by));
        const subscription = client.newSubscription(room);
        // In Protobuf the data of an application are bytes.
        subscription.on("publication", (/** @type {any} */ { data }) =>
          window.heard.push(binary ? JSON.parse(new TextDecoder().decode(data)) : data),
        );
        const here = binary ? new TextEncoder().encode('"here"') : "here";
        subscription.on("subscribed", () => subscription.publish(here));
        subscription.subscribe();
        client.connect();
      },
      {
        transport,
        binary: build === PROTOBUF,
        room,
        pollSocket: polls ? `${PARLEY_CLIENT}poll-socket.js` : null,
        endpoint: new URL(path, baseUrl).href.replace(
          /^http/,
          transport === "websocket" && !polls ? "ws" : "http",
        ),
        emulationEndpoint: new URL("/emulation", baseUrl).href,
      },
    );
    const heard = (/** @type {number} */ count) =>
      page.waitForFunction(
        (count) => /** @type {any} */ (globalThis).heard.length >= count,
        count,
        {
          timeout: PATIENCE_MS,
        },
      );
    await heard(1);
    await publish(room, 1);
    await heard(2);
    await sendAway(user, COME_BACK);
    await publish(room, 2);
    await publish(room, 3);
    // The second connection says that it is here too.
    await heard(5);
    const [data, by] = await page.evaluate(() => {
      const { heard, by } = /** @type {any} */ (globalThis);
      return [heard, by];
    });
    assert.deepEqual(data, ["here", 1, 2, 3, "here"]);
    assert.deepEqual(by, [transport, transport]);
    await page.close();
  });
}

await steps.step("an EventSource needs no SDK, and is told when it is sent away", async () => {
  const room = roomName();
  const user = userName();
  const page = await emptyPage();
  const ticket = await ticketOf(await token(user));
  await page.evaluate(
    ({ room, ticket }) => {
      const window = /** @type {any} */ (globalThis);
      const wanted = encodeURIComponent(JSON.stringify({ subs: { [room]: {} } }));
      window.pushes = [];
      const source = new window.EventSource(
        `/connection/uni_sse?cf_connect=${wanted}&ticket=${ticket}`,
      );
      source.onmessage = (/** @type {any} */ { data }) => window.pushes.push(JSON.parse(data));
    },
    { room, ticket },
  );
  const pushed = (/** @type {string} */ name) =>
    page.waitForFunction(
      (name) => /** @type {any} */ (globalThis).pushes.some((/** @type {any} */ p) => p[name]),
      name,
      { timeout: PATIENCE_MS },
    );
  await pushed("connect");
  await publish(room, "first");
  await pushed("pub");
  await sendAway(user, STAY_AWAY);
  await pushed("disconnect");
  await page.close();
});

await browser.close();
steps.end();
process.exit(steps.failed === 0 ? 0 : 1);
