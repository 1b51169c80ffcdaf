/**
 * The workspace in a real browser, as its users see it.
 *
 *     PARLEY_URL=… node browser/rooms.mjs
 *
 * PARLEY_SCREENSHOTS   a folder: also takes pictures of each page and state
 * PARLEY_RESTART_CMD   a shell command that kills the server, starts it again and returns when it is ready: also proves that
 *                      nothing is lost across it
 * PARLEY_ONLY          a regular expression: runs the parts with such a name
 *
 * Exits with 0 when all is well, 1 when not, 77 when there is no Chromium to run in.
 */
import assert from "node:assert/strict";
import { baseUrl } from "../support/config.mjs";
import { launchChromium } from "./chromium.mjs";
import { proveConnection } from "./connection.mjs";
import { proveConversation } from "./conversation.mjs";
import { proveLayout } from "./layout.mjs";
import { proveOffline } from "./offline.mjs";
import { People } from "./people.mjs";
import { proveRestart } from "./restart.mjs";
import { takeScreenshots } from "./screenshots.mjs";
import { Steps } from "./steps.mjs";

const browser = await launchChromium();
if (browser === null) {
  console.log("1..0 # SKIP there is no Chromium here; name one in PARLEY_CHROMIUM");
  process.exit(77);
}

const steps = new Steps();
const people = new People(browser, baseUrl.href);
const only = new RegExp(process.env.PARLEY_ONLY ?? "");
const parts = {
  proveConversation,
  proveOffline,
  proveConnection,
  proveLayout,
  proveRestart,
  takeScreenshots,
};

try {
  for (const [name, part] of Object.entries(parts)) {
    if (only.test(name)) {
      await part(steps, people);
    }
  }
  await steps.step("the browser had nothing to complain about", async () => {
    assert.deepEqual(people.complaints, []);
  });
} catch (error) {
  await steps.step("the pages open", () => Promise.reject(error));
} finally {
  await browser.close();
}
steps.end();
process.exit(steps.failed === 0 ? 0 : 1);
