import { Centrifuge } from "centrifuge";
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as main from "../src/index.js";
import * as testing from "../src/testing/index.js";
import * as transports from "../src/transport/index.js";

const { connect } = main;
const { FakeServer } = testing;

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const DOCS = "../../../docs/client/";
const PAGES = [
  "../README.md",
  "../../parley-react/README.md",
  ...readdirSync(new URL(DOCS, import.meta.url)).map((page) => DOCS + page),
];

interface Example {
  /** The page and the number of the block in it. */
  readonly name: string;
  /** The language, and the file if the page gives one. */
  readonly info: string;
  readonly code: string;
}

const examples = PAGES.flatMap((page) =>
  [...read(page).matchAll(/^```(\w.*?)\n(.*?)^```$/gms)].map(([, info, code], index): Example => ({
    name: `${page.split("/").slice(-2).join("/")}, example ${index + 1}`,
    info: info!,
    code: code!,
  })),
);

/** Which test an example has. */
const TESTS: [info: RegExp, test: string][] = [
  [/^js$/, "below"],
  [/^ts$/, "examples/application.test.ts"],
  [/^tsx$/, "parley-react/test/examples.test.tsx"],
  [/^\w+ \S+\.\w+$/, "tests/pack/pack.test.mjs"],
  [/^sh$/, "none: they install"],
];

/** Without its imports, of which each must exist. */
function withoutImports(code: string): string {
  const modules: Record<string, object> = {
    "parley-client": main,
    "parley-client/testing": testing,
    "parley-client/transports": transports,
    centrifuge: { Centrifuge },
  };
  return code.replace(/^import \{ (.*) \} from "(.*)";$/gm, (_, names: string, from: string) => {
    for (const name of names.split(", ")) {
      expect(modules[from], `${from} has no ${name}`).toHaveProperty(name);
    }
    return "";
  });
}

const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (...args: unknown[]) => Promise<void>;

describe("the examples in the documentation", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("all have a test", () => {
    const others = examples.filter(({ info }) => !TESTS.some(([kind]) => kind.test(info)));
    expect(others).toEqual([]);
    const tests = examples.filter(({ info }) => info === "ts").map(({ code }) => code);
    expect(tests).toEqual([read("../examples/application.test.ts")]);
  });

  it.each(examples.filter(({ info }) => info === "js"))("$name runs", async ({ code }) => {
    const server = new FakeServer();
    server.methods.set("post.like", () => ({}));
    for (let number = 1; number <= 60; number++) {
      server.publish("room:general", { text: number }, { user: "ben", name: "Ben" });
    }
    const options = server.optionsFor("anna", "Anna");
    const ends: (() => void)[] = [];
    const open = (given: object) => {
      const client = connect({ ...given, ...options });
      ends.push(() => client.close());
      return client;
    };
    const createClient: typeof main.createClient = (_, given) => {
      const { getToken, websocket } = options;
      const client = main.createClient(options.url, { ...given, getToken, websocket });
      ends.push(() => client.disconnect());
      return client;
    };
    const client = open({});
    const room = client.room<{ text: unknown }>("general");
    room.join();
    await vi.advanceTimersByTimeAsync(0);
    const printed: unknown[] = [];
    const print = (...values: unknown[]) => printed.push(values.join(" "));
    const given = {
      ...{ ...main, ...testing, ...transports, Centrifuge },
      ...{ client, room, connect: open, createClient, getToken: options.getToken },
      input: Object.assign(new EventTarget(), { value: "Hello" }),
      document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
      ...{ print, console: { log: print }, show: (shown: unknown) => print(JSON.stringify(shown)) },
      // What people come from.
      socket: { on: () => undefined, emit: () => undefined },
      WebSocket: class extends EventTarget {},
    };
    // What an example declares itself is not given.
    const names = Object.keys(given).filter(
      (name) => !new RegExp(`(const|function|class) ${name}\\b`).test(code),
    );
    const run = new AsyncFunction(...names, withoutImports(code).replace(/^import .*$/gm, ""));
    const done = run(...names.map((name) => given[name as keyof typeof given]));
    await vi.advanceTimersByTimeAsync(1_000);
    await done;
    if (code.includes('room.send({ text: "Hello" })')) {
      const stored = server.stored("room:general").map(({ data }) => data);
      expect(stored).toContainEqual({ text: "Hello" });
    }
    server.publish("room:general", { text: "news" }, { user: "ben", name: "Ben" });
    given.input.dispatchEvent(new Event("input"));
    given.document.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(1_000);
    if (code.includes("show(room.messages.get())")) {
      expect(printed).not.toEqual([]);
    }
    expect(printed.join("\n")).not.toContain("undefined");
    ends.forEach((end) => end());
  });
});
