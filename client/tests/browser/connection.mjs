import assert from "node:assert/strict";
import { close } from "./people.mjs";

/** @typedef {import("./tab.mjs").Tab} Tab */

/**
 * The connection: what the panel says and does, and what a connection survives.
 *
 * @param {import("./steps.mjs").Steps} steps
 * @param {import("./people.mjs").People} people
 */
export async function proveConnection(steps, people) {
  const room = `connection-${Math.random().toString(36).slice(2, 8)}`;
  const witness = await people.open("witness", room);
  const talks = async (/** @type {Tab} */ tab, /** @type {string} */ text) => {
    await tab.say(text);
    await witness.stored(text);
    await witness.say(`heard: ${text}`);
    await tab.stored(`heard: ${text}`);
  };

  await steps.step(
    "the panel shows the transport, the round trip, and each change with its reason",
    async () => {
      const anna = await people.open("anna", room);
      await anna.fact("transport", "WebSocket");
      await anna.page
        .getByTestId("round-trip")
        .getByText(/^[\d.]+ ms$/)
        .waitFor();
      await anna.connection("cut");
      const changes = anna.page.getByTestId("changes");
      await changes.getByText("Reconnecting").first().waitFor();
      await anna.status("connected");
      await talks(anna, "after the cut");
      await close(anna);
    },
  );

  await steps.step(
    "a token of a few seconds is replaced before it ends, and nothing is lost",
    async () => {
      const anna = await people.blank();
      const asked = await watchTokens(anna);
      await anna.visit(people.base, { user: "anna", room });
      await talks(anna, "with the first token");
      const replaced = asked.next(2);
      await anna.connection("expire");
      await replaced;
      assert.deepEqual(asked.lifetimes, [3600, 5, 3600]);
      await talks(anna, "with the third token");
      await close(anna);
    },
  );

  await steps.step(
    "a token that expires in between is replaced, also while one is offline",
    async () => {
      const anna = await people.blank();
      const asked = await watchTokens(anna, 2);
      const renewed = asked.next(2);
      await anna.visit(people.base, { user: "anna", room });
      await renewed;
      await talks(anna, "with a renewed token");
      await anna.connection("go-offline");
      await anna.status("closed");
      await asked.expired();
      await anna.connection("go-online");
      await anna.status("connected");
      await talks(anna, "after a token expired offline");
      await close(anna);
    },
  );

  await steps.step("each transport can be chosen, and carries the conversation", async () => {
    const anna = await people.open("anna", room);
    await anna.showConnection();
    for (const [value, name] of [
      ["http_stream", "HTTP streaming"],
      ["sse", "Server-Sent Events"],
      ["poll", "Long polling"],
      ["websocket", "WebSocket"],
    ]) {
      await anna.page.getByTestId("transport").selectOption(/** @type {string} */ (value));
      await anna.status("connected");
      await anna.fact("transport", /** @type {string} */ (name));
      await talks(anna, `over ${name}`);
    }
    await close(anna);
  });

  await steps.step(
    "where WebSocket is blocked, the page falls back to another transport",
    async () => {
      const anna = await people.blank();
      anna.networkMayFail = true;
      await anna.page.routeWebSocket(/./, (socket) => void socket.close({ code: 1001 }));
      await anna.visit(people.base, { user: "anna", room });
      await anna.fact("transport", "HTTP streaming");
      await talks(anna, "without WebSocket");
      await close(anna);
    },
  );

  await steps.step(
    "a message that is refused says why; it can be sent again, or discarded",
    async () => {
      const anna = await people.blank();
      let refuse = true;
      await refuseCommands(anna, (command) =>
        refuse && command.rpc?.method === "channel.publish"
          ? { code: 103, message: "permission denied" }
          : null,
      );
      await anna.visit(people.base, { user: "anna", room });
      for (const text of ["refused and discarded", "refused and sent again"]) {
        await anna.say(text);
        await anna.is("failed", text);
        const problem = await anna.message(text).getByTestId("message-problem").textContent();
        assert.match(problem ?? "", /[a-z].*\.$/, "a sentence");
      }
      await anna.message("refused and discarded").getByTestId("discard").click();
      await anna.message("refused and discarded").waitFor({ state: "detached" });
      refuse = false;
      await anna.message("refused and sent again").getByTestId("retry").click();
      await witness.stored("refused and sent again");
      assert.equal(await witness.message("refused and discarded").count(), 0);
      await close(anna);
    },
  );

  await steps.step("a room that one may not read is shown as such", async () => {
    const anna = await people.blank();
    await refuseCommands(anna, (command) =>
      command.subscribe?.channel === `room:${room}`
        ? { code: 103, message: "permission denied" }
        : null,
    );
    await anna.visit(people.base, { user: "anna", room });
    await anna.page.getByTestId("room-problem").waitFor();
    assert.equal(await anna.page.getByTestId("text-box").isDisabled(), true);
    await close(anna);
  });

  await steps.step("a connection that cannot be is shown as such, with the reason", async () => {
    const nobody = await people.blank();
    nobody.networkMayFail = true;
    let refused = true;
    await nobody.page.route("**/dev/token?*", (route) =>
      refused ? route.fulfill({ status: 404 }) : route.continue(),
    );
    await nobody.page.goto(new URL(`/?user=nobody&room=${room}`, people.base).href);
    await nobody.status("failed");
    await nobody.page.getByTestId("banner").getByText("gives out no development tokens").waitFor();
    refused = false;
    await nobody.page.getByTestId("banner").getByRole("button", { name: "Connect" }).click();
    await nobody.status("connected");
    await nobody.stored("after the cut");
    await close(nobody);
  });
  await close(witness);
}

/**
 * Watches what a page gets as tokens.
 *
 * @param {Tab} tab
 * @param {number} [ttl] how many seconds they live
 */
async function watchTokens(tab, ttl) {
  /** @type {number[]} */
  const lifetimes = [];
  let expiry = 0;
  /** @type {{at: number, resolve: () => void}[]} */
  const waiting = [];
  await tab.page.route("**/dev/token?*", async (route) => {
    const url = new URL(route.request().url());
    if (ttl !== undefined) {
      url.searchParams.set("ttl", String(ttl));
    }
    const response = await route.fetch({ url: url.href });
    const { token } = await response.json();
    expiry = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString()).exp * 1000;
    lifetimes.push(Number(url.searchParams.get("ttl") ?? 3600));
    await route.fulfill({ response });
    waiting.filter(({ at }) => at === lifetimes.length).forEach(({ resolve }) => resolve());
  });
  return {
    /** How many seconds each token lives, the first one first. */
    lifetimes,
    /** Waits for so many more tokens. */
    next: (more = 1) =>
      new Promise((/** @type {(value: void) => void} */ resolve) => {
        waiting.push({ at: lifetimes.length + more, resolve });
      }),
    /** Waits until the last token is not valid any more. What is awaited here is the clock itself. */
    expired: () => new Promise((resolve) => setTimeout(resolve, expiry + 50 - Date.now())),
  };
}

/**
 * Answers some commands of a page in place of the server.
 *
 * @param {Tab} tab
 * @param {(command: any) => {code: number, message: string} | null} refusal
 */
async function refuseCommands(tab, refusal) {
  await tab.page.routeWebSocket(/connection\/websocket/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      for (const line of frame.toString().split("\n")) {
        const command = JSON.parse(line);
        const error = refusal(command);
        if (error === null) {
          server.send(line);
        } else {
          socket.send(JSON.stringify({ id: command.id, error }));
        }
      }
    });
  });
}
