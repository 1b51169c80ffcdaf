import "fake-indexeddb/auto";
import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, type ConnectOptions, type Parley } from "../../src/index.js";
import { FakeServer } from "../../src/testing/index.js";
import { shown } from "../room/support.js";
import { FakeLocks } from "../support/locks.js";

const channel = "room:general";
let server: FakeServer;
let pages: Parley[];

// The client loads this code when it is wanted; the tests do not wait for it.
beforeAll(() => import("../../src/queue/indexed-storage.js"));

beforeEach(() => {
  // The database works with real immediates.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  server = new FakeServer();
  pages = [];
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("navigator", { onLine: true, locks: new FakeLocks() });
});

afterEach(async () => {
  await settle();
  pages.forEach((page) => page.close());
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Lets the database and everything else happen that needs no time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(0);
  }
}

async function openPage(user = "anna", options: Partial<ConnectOptions> = {}): Promise<Parley> {
  const page = connect({
    ...server.optionsFor(user),
    queue: { storage: "indexeddb" },
    ...options,
  });
  pages.push(page);
  await settle();
  return page;
}

/** A page that is gone, with messages that were never sent. */
async function leave(page: Parley): Promise<void> {
  await settle();
  page.close();
  await settle();
}

function loseNetwork(): void {
  server.refuseConnections();
  server.cut();
}

async function findNetwork(): Promise<void> {
  server.refuseConnections(false);
  await vi.advanceTimersByTimeAsync(30_000);
  await settle();
}

function stored(): unknown[] {
  return server.stored(channel).map(({ data }) => data);
}

function published(): number {
  return server.commands.filter(({ body }) => body.method === "channel.publish").length;
}

const general = (page: Parley) => page.room<string>("general");

describe("messages that wait in IndexedDB", () => {
  it("[U10] are there again after a reload, and are sent in order", async () => {
    const before = await openPage();
    loseNetwork();
    await settle();
    const [one] = ["one", "two", "three"].map((data) => general(before).send(data));
    await leave(before);

    const after = await openPage("anna", { user: { id: "anna", name: "Anna" } });
    expect(shown(general(after))).toEqual(["one (queued)", "two (queued)", "three (queued)"]);
    expect(general(after).messages.get()[0]).toMatchObject({ id: one!.id, time: one!.time });
    expect(after.queue.get()).toMatchObject({ waiting: 3, storage: "indexeddb", warning: null });
    general(after).send("four");
    await findNetwork();
    expect(stored()).toEqual(["one", "two", "three", "four"]);
    expect(shown(general(after))).toEqual(["one", "two", "three", "four"]);
    await leave(after);

    const later = await openPage();
    expect(later.queue.get().waiting).toBe(0);
    expect(published()).toBe(4);
  });

  it("[U10] are stored once when the page was closed before the reply came", async () => {
    const before = await openPage();
    general(before).join();
    await settle();
    const release = server.hold("channel.publish");
    const broadcast = vi
      .spyOn(server.channel(channel), "broadcast")
      .mockImplementation(() => undefined);
    general(before).send("once");
    await leave(before);
    expect(stored()).toEqual(["once"]);
    broadcast.mockRestore();
    release();

    const after = await openPage();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(shown(general(after))).toEqual(["once"]);
    expect(stored()).toEqual(["once"]);
    expect(after.queue.get().waiting).toBe(0);
  });

  it("[U1] [U10] come with their page when they were stored long ago", async () => {
    const before = await openPage();
    general(before).join();
    await settle();
    server.hold("channel.publish");
    const broadcast = vi
      .spyOn(server.channel(channel), "broadcast")
      .mockImplementation(() => undefined);
    general(before).send("mine");
    await leave(before);
    broadcast.mockRestore();
    server.hold()();
    for (let number = 2; number <= 80; number++) {
      server.publish(channel, `theirs ${number}`);
    }
    const after = await openPage();
    await settle();
    expect(after.queue.get().waiting).toBe(0);
    expect(stored().filter((data) => data === "mine")).toHaveLength(1);
    expect(shown(general(after))).toEqual(stored().slice(-50));
    general(after).join();
    const older = general(after).loadOlder();
    await settle();
    expect(await older).toBe(false);
    expect(shown(general(after))).toEqual(stored());
  });

  it("[U10] stay refused after a reload, with the reason, and can be sent again", async () => {
    const before = await openPage();
    server.fail("channel.publish", { code: 103, message: "permission denied" });
    general(before).send("refused");
    await leave(before);
    const after = await openPage();
    expect(general(after).messages.get()).toMatchObject([
      { data: "refused", status: "failed", error: { message: "You may not write in this room." } },
    ]);
    expect(published()).toBe(1);
    general(after).retry(general(after).messages.get()[0]!.id);
    await settle();
    expect(shown(general(after))).toEqual(["refused"]);
  });

  it("[U10] are gone when they are discarded", async () => {
    const before = await openPage();
    loseNetwork();
    await settle();
    general(before).send("kept");
    general(before).discard(general(before).send("discarded").id);
    await leave(before);
    const after = await openPage("anna", { user: { id: "anna" } });
    expect(shown(general(after))).toEqual(["kept (queued)"]);
  });

  it("[U10] belong to one user of one server", async () => {
    const before = await openPage();
    loseNetwork();
    await settle();
    general(before).send("anna's");
    await leave(before);
    await findNetwork();
    const ben = await openPage("ben");
    const elsewhere = await openPage("anna", { url: "ws://other.test" });
    expect([ben, elsewhere].map((page) => page.queue.get().waiting)).toEqual([0, 0]);
    expect(published()).toBe(0);
    const anna = await openPage();
    await settle();
    expect(shown(general(anna))).toEqual(["anna's"]);
  });

  it("[U10] are sent by the page on which they were written, while it is open", async () => {
    const first = await openPage();
    const second = await openPage();
    loseNetwork();
    await settle();
    general(first).send("first");
    general(second).send("second");
    await settle();
    expect(shown(general(first))).toEqual(["first (queued)"]);
    expect(shown(general(second))).toEqual(["second (queued)"]);
    await findNetwork();
    expect(published()).toBe(2);
    expect(stored().sort()).toEqual(["first", "second"]);
  });

  it("[U10] are taken over by one of the other pages when theirs is gone, also without a network", async () => {
    const gone = await openPage();
    loseNetwork();
    await settle();
    general(gone).send("orphan");
    await settle();
    const user = { id: "anna" };
    const others = [await openPage("anna", { user }), await openPage("anna", { user })];
    expect(others.flatMap((page) => shown(general(page)))).toEqual([]);
    await leave(gone);
    expect(others.flatMap((page) => shown(general(page)))).toEqual(["orphan (queued)"]);
    await findNetwork();
    expect(stored()).toEqual(["orphan"]);
    expect(published()).toBe(1);
    expect(others.map((page) => page.queue.get().waiting)).toEqual([0, 0]);
  });

  it("[U10] are taken over by pages that were opened before they were written", async () => {
    const gone = await openPage();
    await openPage();
    loseNetwork();
    await settle();
    general(gone).send("orphan");
    await leave(gone);
    await findNetwork();
    expect(stored()).toEqual(["orphan"]);
  });

  it("[U10] are stored once where there are no Web Locks", async () => {
    vi.stubGlobal("navigator", { onLine: true });
    const gone = await openPage();
    loseNetwork();
    await settle();
    general(gone).send("orphan");
    await leave(gone);
    const others = [
      await openPage("anna", { user: { id: "anna" } }),
      await openPage("anna", { user: { id: "anna" } }),
    ];
    await findNetwork();
    expect(stored()).toEqual(["orphan"]);
    expect(others.map((page) => page.queue.get().waiting)).toEqual([0, 0]);
  });
});

describe("a browser that stores nothing", () => {
  const warning = { code: 13, message: expect.stringContaining("does not let this page store") };

  it.each([
    ["has no IndexedDB", () => vi.stubGlobal("indexedDB", undefined)],
    [
      "blocks it",
      () =>
        vi.spyOn(indexedDB, "open").mockImplementation(() => {
          throw new DOMException("blocked", "SecurityError");
        }),
    ],
    [
      "has no space left",
      () =>
        vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
          throw new DOMException("full", "QuotaExceededError");
        }),
    ],
  ])("[U10] is warned of, and messages are sent all the same: it %s", async (_, breakIt) => {
    breakIt();
    const page = await openPage();
    general(page).send("hello");
    general(page).send("again");
    await settle();
    expect(page.queue.get()).toMatchObject({ storage: "memory", warning });
    expect(stored()).toEqual(["hello", "again"]);
  });
});
