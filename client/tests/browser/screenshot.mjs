import { publish } from "../support/api.mjs";
import { baseUrl } from "../support/config.mjs";
import { Tab } from "./tab.mjs";

/**
 * Plays a short conversation and takes a picture of it.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} path
 */
export async function takeScreenshot(browser, path) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    deviceScaleFactor: 2,
    colorScheme: process.env.PARLEY_SCREENSHOT_DARK ? "dark" : "light",
  });
  const room = `sprint-${1000 + Math.floor(Math.random() * 9000)}`;
  const open = (/** @type {string} */ user) => Tab.open(context, baseUrl.href, { user, room });
  const say = async (/** @type {Tab} */ tab, /** @type {string} */ text) => {
    await tab.say(text);
    await tab.stored(text);
  };
  const alice = await open("Alice Moreau");
  await say(alice, "Good morning! The release branch is cut.");
  const ben = await open("Ben Okafor");
  await say(ben, "Morning! I have the migration ready, 14 seconds on a copy of production.");
  await say(ben, "Shall I run it now, or after the deploy?");
  await say(alice, "Now, please. Nobody is on the old column any more.");
  await publish(`room:${room}`, { text: "Build 412 passed and is on staging", sent: Date.now() });
  const chiara = await open("Chiara Rossi");
  await say(
    chiara,
    "Was on the train: no network for ten minutes, and nothing is missing here. Nice.",
  );
  await open("Ben Okafor");
  await say(alice, "Great, then let's ship it.");
  await alice.here({ "alice-moreau": 1, "ben-okafor": 2, "chiara-rossi": 1 });
  await alice.page.getByText("Try it from outside").click();
  await alice.page.getByTestId("stream").evaluate((stream) => (stream.scrollTop = 1e6));
  await alice.page.mouse.move(0, 0);
  await alice.page.screenshot({ path });
  await context.close();
}
