import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Window } from "happy-dom";
import WebSocket from "ws";
import { publish } from "../support/api.mjs";
import { layCable } from "../support/cable.mjs";
import { Collected } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { enterRoom } from "../support/room.mjs";
import { token } from "../support/token.mjs";

// React looks for a browser when it is loaded.
const window = new Window();
Object.assign(globalThis, { window, document: window.document });
// Node 20 has none.
globalThis.navigator ??= /** @type {any} */ (window.navigator);
const { createElement } = await import("react");
const { createRoot } = await import("react-dom/client");
const { useWebSocket } = await import("parley-react");

/** Long enough for a busy machine to answer. */
const PATIENT_MS = 60_000;

/**
 * A component that is in a room by `useWebSocket`, over a cable of its own. It says who it is as a page in production does: by a token
 * in the first message.
 *
 * @param {import("node:test").TestContext} t
 * @param {{ getToken?: (user: string) => Promise<string>, heartbeat?: import("parley-react").WebSocketOptions["heartbeat"] }} [options]
 */
async function show(t, { getToken = token, heartbeat = { timeoutMs: PATIENT_MS } } = {}) {
  const cable = await layCable(t);
  const room = roomName();
  const name = room.slice("room:".length);
  const user = userName("anna");
  const views = new Collected();
  const messages = new Collected();
  const frames = new Collected();
  class Recorded extends WebSocket {
    /** @param {string} url */
    constructor(url) {
      super(url);
      frames.add("open");
      this.on("message", (data) => frames.add(String(data)));
    }
  }
  let since = "0";
  let fresh = "";
  function Room() {
    const view = useWebSocket(
      async () => {
        fresh = await getToken(user);
        return new URL(`/rooms/${name}`, cable.base).href.replace("http", "ws");
      },
      {
        WebSocket: Recorded,
        reconnect: { minDelayMs: 20, maxDelayMs: 200 },
        heartbeat,
        onOpen: (send) => send({ type: "connect", token: fresh, since }),
        onMessage: (/** @type {any} */ message) => {
          since = message.type === "stored" ? since : (message.id ?? since);
          messages.add(message);
        },
      },
    );
    views.add(view);
    return null;
  }
  const root = createRoot(document.createElement("div"));
  t.after(() => root.unmount());
  root.render(createElement(Room));
  await views.atLeast(1);
  return {
    cable,
    room,
    name,
    user,
    messages,
    frames,
    /** The data of the messages of the room. */
    data: () => messages.items.filter(({ type }) => type === "message").map(({ data }) => data),
    /** @param {unknown} message */
    send: (message) => views.items.at(-1).send(message),
    /**
     * The newest view, once it has this status.
     *
     * @param {string} status
     */
    async reaches(status) {
      return (await views.until((all) => all.at(-1)?.status === status, status)).at(-1);
    },
    /**
     * A view that fits.
     *
     * @param {(view: import("parley-react").WebSocketView<any>) => boolean} fits
     */
    async shows(fits) {
      return (await views.until((all) => all.some(fits), "such a view")).find(fits);
    },
  };
}

describe("useWebSocket in a room of a real server", () => {
  after(() => window.happyDOM.close());

  it("shows what others write, and they get what it sends [X8] [X9] [J3]", async (t) => {
    const anna = await show(t);
    assert.equal(anna.send({ text: "Hello" }), true);
    const ben = await enterRoom(t, anna.name, userName("ben"), { since: "0" });
    await anna.reaches("connected");
    const { user } = await ben.first("message", ({ data }) => data.text === "Hello");
    assert.equal(user, anna.user);
    ben.send({ text: "Hi" });
    await anna.shows(({ lastMessage }) => lastMessage?.data?.text === "Hi");
  });

  it("is answered to each ping, and shows no answer [X6]", async (t) => {
    const anna = await show(t, { heartbeat: { intervalMs: 20, timeoutMs: PATIENT_MS } });
    const { lastMessage } = await anna.reaches("connected");
    assert.equal(lastMessage, null);
    const isPong = (/** @type {string} */ frame) => frame === "pong";
    await anna.frames.until((all) => all.filter(isPong).length >= 5, "answers");
    assert.equal(anna.frames.items.filter((frame) => frame === "open").length, 1);
    assert.ok(anna.messages.items.every(({ type }) => type !== undefined && type !== "pong"));
  });

  it("comes back when its cable was cut, and misses nothing [X3] [J5]", async (t) => {
    const anna = await show(t);
    await publish(anna.room, 1);
    await anna.messages.until(() => anna.data().length === 1, "message");
    anna.cable.cut();
    await anna.reaches("reconnecting");
    assert.equal(anna.send({ text: "waits" }), true);
    await publish(anna.room, 2);
    await publish(anna.room, 3);
    anna.cable.mend();
    await anna.reaches("connected");
    await anna.messages.until(() => anna.data().length === 4, "messages");
    assert.deepEqual(anna.data(), [1, 2, 3, { text: "waits" }]);
  });

  it("leaves a server that has fallen silent, and gets what came meanwhile [X6] [J5]", async (t) => {
    const anna = await show(t, { heartbeat: { intervalMs: 100, timeoutMs: 500 } });
    await anna.reaches("connected");
    anna.cable.silence();
    await publish(anna.room, "meanwhile");
    await anna.shows(({ reason }) => reason?.message === "The server does not answer any more.");
    anna.cable.speak();
    await anna.messages.until(() => anna.data().length === 1, "message");
    assert.deepEqual(anna.data(), ["meanwhile"]);
  });

  it("ends for good with a token that the server refuses, and says why [X5] [J2]", async (t) => {
    const anna = await show(t, { getToken: async () => "nonsense" });
    const { reason } = await anna.reaches("failed");
    assert.equal(reason.code, 3500);
    assert.match(reason.message, /token/);
    assert.equal(anna.send({ text: "dropped" }), false);
  });
});
