import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, UnauthorizedError, type ConnectOptions, type Parley } from "../src/index.js";
import { FakeServer, fakeToken } from "../src/testing/index.js";

/** The examples of a page in JavaScript, without their imports. */
function examplesOf(page: string): string[] {
  const text = readFileSync(new URL(page, import.meta.url), "utf8");
  return [...text.matchAll(/```js\n(.*?)```/gs)].map(([, code]) =>
    code!.replace(/^import .*$/gm, ""),
  );
}

const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (...args: unknown[]) => Promise<unknown>;

/** Runs an example and gives back what it names `results`. */
function run(code: string, given: object, results: string): Promise<unknown> {
  return new AsyncFunction(...Object.keys(given), `${code}\nreturn { ${results} };`)(
    ...Object.values(given),
  );
}

const soon = () => vi.advanceTimersByTimeAsync(0);

describe("an example", () => {
  let server: FakeServer;
  let opened: Parley[];

  /** Connects to the fake server, whatever the example says. */
  const open = (options: ConnectOptions) => {
    const client = connect({ ...options, url: server.url, websocket: server.WebSocket });
    opened.push(client);
    return client;
  };
  const backEnd = (token: string, status = 200) =>
    vi.fn(async () => Response.json({ token }, { status }));

  beforeEach(() => {
    vi.useFakeTimers();
    server = new FakeServer();
    opened = [];
  });
  afterEach(() => {
    opened.forEach((client) => client.close());
    vi.useRealTimers();
  });

  it("of the package shows a message", async () => {
    const [first] = examplesOf("../README.md");
    const show = vi.fn();
    const fetch = backEnd(fakeToken("anna", "Anna"));
    await run(first!, { connect: open, fetch, show }, "");
    await soon();
    expect(show).toHaveBeenLastCalledWith([
      expect.objectContaining({ name: "Anna", data: { text: "Hello" }, status: "stored" }),
    ]);
  });

  it("of a test connects to the fake server", async () => {
    const example = examplesOf("../README.md").find((code) => code.includes("FakeServer"));
    const { room, client } = (await run(example!, { connect, FakeServer }, "room, client")) as {
      room: ReturnType<Parley["room"]>;
      client: Parley;
    };
    opened.push(client);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(room.messages.get()).toMatchObject([{ name: "Ben", data: { text: "Hi" } }]);
  });

  it("of a connection shows what happens, and what can be done", async () => {
    const [opening, showing] = examplesOf("../../../docs/client/connection.md");
    const banner = { textContent: "", append: vi.fn() };
    const button = vi.fn();
    const fetch = backEnd("anna");
    const given = { connect: open, UnauthorizedError, fetch, banner, button };
    await run(`${showing}\n${opening}`, given, "");
    await soon();
    expect(banner.textContent).toBe("");
    server.refuseConnections();
    server.cut();
    await soon();
    expect(banner.textContent).toBe("The connection was lost.");
    await vi.advanceTimersByTimeAsync(600_000);
    expect(banner.textContent).toBe(
      "The server cannot be reached. Check your network and try again.",
    );
    expect(button).toHaveBeenCalledWith("Try again", expect.any(Function));
  });

  it("of a token says that the user is signed out", async () => {
    const [opening] = examplesOf("../../../docs/client/connection.md");
    const fetch = backEnd("", 401);
    await run(opening!, { connect: open, UnauthorizedError, fetch, show: () => {} }, "");
    await soon();
    expect(opened[0]?.connection.get()).toMatchObject({ status: "failed", reason: { code: 7 } });
  });
});
