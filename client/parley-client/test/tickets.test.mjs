import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ticketEventSource, ticketFor } from "../dist/transport/index.js";

/** Remembers where it was sent. */
class FakeEventSource extends EventTarget {
  /** @type {FakeEventSource[]} */
  static opened = [];
  /** @type {any} */ onopen = null;
  /** @type {any} */ onmessage = null;
  /** @type {any} */ onerror = null;
  closed = false;
  /** @param {string} url */
  constructor(url) {
    super();
    this.url = url;
    FakeEventSource.opened.push(this);
  }
  close() {
    this.closed = true;
  }
}

/** @param {object} connect */
const urlOf = (connect) =>
  "https://x.example/connection/sse?cf_connect=" +
  encodeURIComponent(JSON.stringify({ id: 1, connect }));

/** @param {import("../dist/transport/index.js").GetTicket} getTicket */
const sourceClass = (getTicket) =>
  /** @type {any} */ (ticketEventSource(/** @type {any} */ (FakeEventSource), getTicket));

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("an event source with tickets", () => {
  it("puts a ticket where the token was [T1]", async () => {
    FakeEventSource.opened = [];
    const source = new (sourceClass(async (token) => `ticket.for-${token.length}`))(
      urlOf({ token: "eyJ.a.b", name: "js" }),
    );
    /** @type {string[]} */
    const heard = [];
    source.onmessage = (/** @type {any} */ event) => heard.push(event.data);
    await turn();
    const [opened] = FakeEventSource.opened;
    assert.ok(opened);
    const command = new URL(opened.url).searchParams.get("cf_connect");
    assert.deepEqual(JSON.parse(command ?? ""), {
      id: 1,
      connect: { token: "ticket.for-7", name: "js" },
    });
    assert.ok(!opened.url.includes("eyJ"));
    opened.onmessage({ data: "{}" });
    assert.deepEqual(heard, ["{}"]);
    source.close();
    assert.ok(opened.closed);
  });

  it("asks for no ticket where there is no token", async () => {
    FakeEventSource.opened = [];
    new (sourceClass(() => assert.fail("asked")))(urlOf({}));
    await turn();
    assert.equal(FakeEventSource.opened[0]?.url, urlOf({}).replaceAll("%20", "+"));
  });

  it("fails when there is no ticket, and connects nowhere", async () => {
    FakeEventSource.opened = [];
    const source = new (sourceClass(() => Promise.reject(new Error("no"))))(urlOf({ token: "t" }));
    const failed = new Promise((resolve) => (source.onerror = resolve));
    await failed;
    assert.equal(FakeEventSource.opened.length, 0);
  });

  it("connects nowhere when it was closed meanwhile", async () => {
    FakeEventSource.opened = [];
    const source = new (sourceClass(async () => "ticket.x"))(urlOf({ token: "t" }));
    source.close();
    await turn();
    assert.equal(FakeEventSource.opened.length, 0);
  });
});

describe("the ticket of a server", () => {
  it("is asked for by POST, with the token in a header", async () => {
    /** @type {any[]} */
    const asked = [];
    const getTicket = ticketFor(new URL("https://x.example/"), async (url, init) => {
      asked.push([String(url), init?.method, new Headers(init?.headers).get("authorization")]);
      return Response.json({ result: { ticket: "ticket.1", expires: 1 } });
    });
    assert.equal(await getTicket("T"), "ticket.1");
    assert.deepEqual(asked, [["https://x.example/api/ticket", "POST", "Bearer T"]]);
  });
});
