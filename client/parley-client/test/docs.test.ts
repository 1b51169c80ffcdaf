import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect } from "../src/index.js";
import { FakeServer } from "../src/testing/index.js";

const PAGES = ["rooms.md", "offline.md"];

interface Example {
  readonly name: string;
  readonly code: string;
}

/** The examples of a page in JavaScript. */
function examplesOf(page: string): Example[] {
  const text = readFileSync(new URL(`../../../docs/client/${page}`, import.meta.url), "utf8");
  return [...text.matchAll(/```js\n(.*?)```/gs)].map(([, code], index) => ({
    name: `${page}, example ${index + 1}`,
    code: code!,
  }));
}

const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (...args: unknown[]) => Promise<void>;

describe("the examples in the documentation run", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each(PAGES.flatMap(examplesOf))("$name", async ({ code }) => {
    const server = new FakeServer();
    server.methods.set("post.like", () => ({}));
    for (let number = 1; number <= 60; number++) {
      server.publish("room:general", { text: number }, { user: "ben", name: "Ben" });
    }
    const clients: ReturnType<typeof connect>[] = [];
    const open = (options: object) => {
      const client = connect({ ...options, ...server.optionsFor("anna", "Anna") });
      clients.push(client);
      return client;
    };
    const client = open({});
    const room = client.room<{ text: unknown }>("general");
    room.join();
    await vi.advanceTimersByTimeAsync(0);
    const printed: string[] = [];
    const input = Object.assign(new EventTarget(), { value: "Hello" });
    const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
    const print = (line: string) => printed.push(line);
    const given = { client, room, connect: open, getToken: null, input, document, print };
    // What an example declares itself is not given.
    const names = Object.keys(given).filter((name) => !code.includes(`const ${name} `));
    const run = new AsyncFunction(...names, code);
    const done = run(...names.map((name) => given[name as keyof typeof given]));
    await vi.advanceTimersByTimeAsync(1_000);
    await done;
    server.publish("room:general", { text: "news" }, { user: "ben", name: "Ben" });
    input.dispatchEvent(new Event("input"));
    document.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(printed.join("\n")).not.toContain("undefined");
    clients.forEach((each) => each.close());
  });
});
