import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import App from "../examples/App.js";
import Banner from "../examples/Banner.js";
import Head from "../examples/Head.js";
import Messages from "../examples/Messages.js";
import PlainRoom from "../examples/PlainRoom.js";
import Price from "../examples/Price.js";
import Quickstart from "../examples/Quickstart.js";
import TokenRoom from "../examples/TokenRoom.js";
import Star from "../examples/Star.js";
import WithFakeServer from "../examples/WithFakeServer.js";
import { settle, show, useFakeServer } from "./support/render.js";
import { scriptedSockets } from "./support/sockets.js";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const list = (path: string) => readdirSync(new URL(path, import.meta.url));

describe("the examples in the documentation", () => {
  it("are those that run here", () => {
    const docs = "../../../docs/client/";
    const shown = ["../README.md", ...list(docs).map((page) => docs + page)].flatMap((page) =>
      [...read(page).matchAll(/```tsx\n(.*?)```/gs)].map(([, code]) => code!),
    );
    const examples = list("../examples/").map((name) => read(`../examples/${name}`));
    expect(shown.sort()).toEqual(examples.sort());
  });
});

describe("the example", () => {
  const fake = useFakeServer();
  let sockets: ReturnType<typeof scriptedSockets>;

  beforeEach(() => {
    sockets = scriptedSockets();
    vi.stubGlobal("WebSocket", sockets.WebSocket);
    vi.stubGlobal("fetch", async () => Response.json({ token: "secret" }));
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it.each([
    ["App", App],
    ["Quickstart", Quickstart],
  ])("%s connects to the server that it names", async (_, Example) => {
    render(<Example />);
    await settle();
    expect(sockets.made.map(({ url }) => url)).toEqual([
      "wss://rt.example.com/connection/websocket",
    ]);
  });

  it("Messages shows, sends, and says what was refused", async () => {
    await show(fake.open("anna"), <Messages />);
    fireEvent.click(screen.getByText("Say hello"));
    await settle();
    expect(screen.getByRole("listitem").textContent).toBe("Anna: Hello");
    fake.server.fail("channel.publish", { code: 103, message: "permission denied" });
    fireEvent.click(screen.getByText("Say hello"));
    await settle();
    fireEvent.click(screen.getByText("Discard"));
    expect(screen.getAllByRole("listitem")).toHaveLength(1);
  });

  it("Head shows people, typists and counts", async () => {
    fake.server.publish("room:general", { text: "Hi" });
    const ben = fake.open("ben").room("general");
    ben.join();
    await show(fake.open("anna"), <Head />);
    ben.setTyping();
    await settle();
    expect(screen.getByRole("heading").textContent).toBe("general (1 new, 1 in all rooms)");
    expect(screen.getByText("Anna, Ben")).toBeDefined();
    expect(screen.getByText("Ben types …")).toBeDefined();
  });

  it("Banner shows why there is no connection", async () => {
    await show(fake.open("anna"), <Banner />);
    expect(screen.queryByRole("status")).toBeNull();
    fake.server.refuseConnections();
    fake.server.cut();
    await settle();
    expect(screen.getByRole("status").textContent).toContain("The connection was lost.");
  });

  it("Star changes at once, and back when it was refused", async () => {
    fake.server.methods.set("post.star", () => ({}));
    await show(fake.open("anna"), <Star />);
    fake.server.fail("post.star", { code: 103, message: "permission denied" });
    fireEvent.click(screen.getByText("Star"));
    expect(screen.getByText("Starred")).toBeDefined();
    await settle();
    fireEvent.click(screen.getByText("Star"));
    await settle();
    expect(screen.getByText("Starred")).toBeDefined();
  });

  it("WithFakeServer shows what was published", async () => {
    vi.useRealTimers();
    render(<WithFakeServer />);
    await waitFor(() => expect(screen.getByText("Hi")).toBeDefined(), { timeout: 20_000 });
    cleanup();
    vi.useFakeTimers();
  });

  it("Price shows the last message", async () => {
    render(<Price />);
    await settle();
    await act(async () => sockets.made[0]!.open());
    await act(async () => sockets.made[0]!.receive('{"price":7}'));
    expect(screen.getByText(/connected: 7/)).toBeDefined();
    fireEvent.click(screen.getByText("Subscribe"));
    expect(sockets.made[0]!.sent).toEqual(['{"subscribe":"EUR"}']);
  });

  it("PlainRoom continues where it was", async () => {
    render(<PlainRoom />);
    await settle();
    await act(async () => sockets.made[0]!.open());
    await act(async () =>
      sockets.made[0]!.receive('{"type":"message","id":"8-e","user":"ben","data":{"text":"Hi"}}'),
    );
    expect(screen.getByText("ben: Hi")).toBeDefined();
    await act(async () => sockets.made[0]!.end());
    await settle(2_000);
    expect(sockets.made[1]!.url).toContain("since=8-e");
  });

  it("TokenRoom says who it is before anything else, with a fresh token each time", async () => {
    const getToken = vi.fn(async () => `token-${getToken.mock.calls.length}`);
    render(<TokenRoom getToken={getToken} />);
    await settle();
    await act(async () => sockets.made[0]!.open());
    await act(async () => sockets.made[0]!.receive('{"type":"start","id":"8-e"}'));
    expect(screen.getByText("connected: start")).toBeDefined();
    await act(async () => sockets.made[0]!.end());
    await settle(2_000);
    await act(async () => sockets.made[1]!.open());
    expect(sockets.made.map(({ sent }) => sent)).toEqual([
      ['{"type":"connect","token":"token-1","since":"0"}'],
      ['{"type":"connect","token":"token-2","since":"8-e"}'],
    ]);
  });
});
