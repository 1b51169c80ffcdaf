/**
 * Two people in a real browser: the demo page as its users see it.
 *
 *     PARLEY_URL=… node browser/rooms.mjs
 *
 * PARLEY_SCREENSHOT    a path: also takes a picture
 * PARLEY_RESTART_CMD   a shell command that kills the server, starts it again and returns when it is ready: also proves that
 *                      nothing is lost across it
 *
 * Exits with 0 when all is well, 1 when not, 77 when there is no Chromium to run in.
 */
import assert from "node:assert/strict";
import { publish } from "../support/api.mjs";
import { baseUrl } from "../support/config.mjs";
import { launchChromium } from "./chromium.mjs";
import { proveRestart } from "./restart.mjs";
import { takeScreenshot } from "./screenshot.mjs";
import { Steps } from "./steps.mjs";
import { Tab } from "./tab.mjs";
import { proveTunnel } from "./tunnel.mjs";

const browser = await launchChromium();
if (browser === null) {
  console.log("1..0 # SKIP there is no Chromium here; name one in PARLEY_CHROMIUM");
  process.exit(77);
}

const run = Math.random().toString(36).slice(2, 8);
const steps = new Steps();
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const base = baseUrl.href;
const room = `browser-${run}`;
/** @type {Tab[]} */
const tabs = [];
const open = async (/** @type {string} */ user, in_ = room) => {
  const tab = await Tab.open(context, base, { user, room: in_ });
  tabs.push(tab);
  return tab;
};

try {
  const alice = await open("alice");
  let bob = await open("bob");

  await steps.step("both tabs show both users as here", async () => {
    await alice.here({ alice: 1, bob: 1 });
    await bob.here({ alice: 1, bob: 1 });
    await alice.notice("bob joined");
  });

  await steps.step("messages go both ways and get the same place in the log for both", async () => {
    await alice.say("Hello Bob");
    await bob.stored("Hello Bob");
    await bob.say("Hello Alice");
    await alice.stored("Hello Alice");
    await bob.stored("Hello Alice");
    const expected = [
      { offset: 1, text: "Hello Bob" },
      { offset: 2, text: "Hello Alice" },
    ];
    assert.deepEqual(await alice.messages(), expected);
    assert.deepEqual(await bob.messages(), expected);
  });

  await steps.step("a second tab of one user counts and is not announced again", async () => {
    const second = await open("bob");
    await alice.here({ alice: 1, bob: 2 });
    await second.page.close();
    await alice.here({ alice: 1, bob: 1 });
    assert.equal(await alice.noticeCount("bob joined"), 1);
    assert.equal(await alice.noticeCount("bob left"), 0);
  });

  await steps.step("markup in a message or in a name is shown as text", async () => {
    const attack = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    await bob.say(attack);
    await alice.stored(attack);
    const mallory = await open("<b onmouseover=alert(1)>mallory</b>");
    await alice.notice("<b onmouseover=alert(1)>mallory</b> joined");
    await mallory.page.close();
    assert.equal(
      await alice.page.locator("#messages img, #messages script, #messages b").count(),
      0,
    );
    assert.doesNotMatch(await alice.page.title(), /owned/);
  });

  await steps.step(
    "a text that is too long is not cut, and the page says why it stays",
    async () => {
      const box = alice.page.getByTestId("text-box");
      await box.fill("x".repeat(1_000_000));
      await alice.page.getByTestId("text-problem").getByText("1,000,000").waitFor();
      await box.press("Enter");
      assert.equal((await box.inputValue()).length, 1_000_000);
      await alice.say("short enough");
      await bob.stored("short enough");
      assert.equal(await alice.page.getByTestId("text-problem").textContent(), "");
    },
  );

  await steps.step("leaving and coming back is told, and history is there after it", async () => {
    await bob.page.close();
    await alice.notice("bob left");
    await alice.say("Bob has gone");
    await alice.stored("Bob has gone");
    bob = await open("bob");
    await bob.stored("Bob has gone");
    assert.deepEqual(await bob.messages(), await alice.messages());
    await bob.page.reload();
    await bob.stored("Bob has gone");
    assert.deepEqual(await bob.messages(), await alice.messages());
  });

  await steps.step("older messages come page by page, each once and in order", async () => {
    const long = `long-${run}`;
    for (let number = 1; number <= 120; number++) {
      await publish(`room:${long}`, { text: `line ${number}` });
    }
    const reader = await open("reader", long);
    await reader.stored("line 120");
    assert.equal((await reader.messages()).length, 50);
    for (const first of ["line 21", "line 1"]) {
      await reader.page.getByTestId("older").click();
      await reader.stored(first);
    }
    const expected = Array.from({ length: 120 }, (_, i) => ({
      offset: i + 1,
      text: `line ${i + 1}`,
    }));
    assert.deepEqual(await reader.messages(), expected);
    assert.equal(await reader.page.getByTestId("older").isVisible(), false);

    await reader.page.getByTestId("stream").evaluate((stream) => (stream.scrollTop = 0));
    await publish(`room:${long}`, { text: "news" });
    await reader.page.getByRole("button", { name: "1 new message" }).click();
    await reader.page.getByTestId("jump").waitFor({ state: "hidden" });
    await reader.page.close();
  });

  await steps.step(
    "what is written while the connection is away goes out with the next one, once",
    async () => {
      const carol = new Tab(await context.newPage());
      tabs.push(carol);
      await proveTunnel(carol, alice, base, room);
    },
  );

  await steps.step("rooms can be changed without mixing them up", async () => {
    await bob.page.getByTestId("room-name").fill(`other-${run}`);
    await bob.page.getByTestId("enter-room").click();
    await bob.here({ bob: 1 });
    await bob.say("alone at last");
    await bob.stored("alone at last");
    assert.deepEqual(await bob.messages(), [{ offset: 1, text: "alone at last" }]);
    assert.equal(await alice.message("alone at last").count(), 0);
    await bob.page.getByTestId(`room-${room}`).click();
    await bob.stored("Bob has gone");
    await bob.here({ alice: 1, bob: 1 });
  });

  await steps.step("a connection that cannot be is shown as such, with the reason", async () => {
    const nobody = new Tab(await context.newPage());
    nobody.networkMayFail = true;
    tabs.push(nobody);
    let refused = true;
    await nobody.page.route("**/dev/token?*", (route) =>
      refused ? route.fulfill({ status: 404 }) : route.continue(),
    );
    await nobody.page.goto(new URL(`/?user=nobody&room=${room}`, base).href);
    await nobody.status("disconnected");
    await nobody.page.getByText("this server gives out no development tokens").waitFor();
    refused = false;
    await nobody.page.getByRole("button", { name: "Connect" }).click();
    await nobody.status("connected");
    await nobody.stored("Bob has gone");
    await nobody.page.close();
  });

  const restart = process.env.PARLEY_RESTART_CMD;
  const survives = "nothing is lost when the server is killed and started again";
  if (restart) {
    await steps.step(survives, () => proveRestart(restart, alice, bob, `room:${room}`));
  } else {
    steps.skip(survives, "PARLEY_RESTART_CMD is not set");
  }

  const picture = process.env.PARLEY_SCREENSHOT;
  if (picture) {
    await steps.step("a picture is taken", () => takeScreenshot(browser, picture));
  }

  await steps.step("the browser had nothing to complain about", async () => {
    assert.deepEqual(
      tabs.flatMap((tab) => tab.complaints),
      [],
    );
  });
} catch (error) {
  await steps.step("the pages open", () => Promise.reject(error));
} finally {
  await browser.close();
}
steps.end();
process.exit(steps.failed === 0 ? 0 : 1);
