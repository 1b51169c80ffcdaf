import { openPage } from "./browser.mjs";
import { fill } from "./people.mjs";
import { median } from "../support/table.mjs";

const ROOM = "bench-load";
const MESSAGES = 50;

/** From the start of the navigation until something can be seen, with an empty cache; on a slow processor, and on this one. */
export async function load({ server, browser, rounds, throttle, signal }) {
  await fill(server, ROOM, MESSAGES);
  // The server compiles what it needs for the page.
  await visit(browser, server, 1);
  const rows = [];
  for (const slower of [throttle, 1]) {
    const visits = [];
    while (visits.length < rounds) {
      signal.throwIfAborted();
      visits.push(await visit(browser, server, slower));
    }
    const middle = (name) => median(visits.map((each) => each[name]));
    rows.push({
      slower,
      rounds,
      frame: middle("frame"),
      connected: middle("connected"),
      message: middle("message"),
      messages: visits.map(({ message }) => message),
      bytes: middle("bytes"),
    });
  }
  return { rows };
}

async function visit(browser, server, slower) {
  const { page, devTools, close } = await openPage(browser);
  try {
    await devTools.send("Emulation.setCPUThrottlingRate", { rate: slower });
    await page.addInitScript(watch);
    await page.goto(server.page("reader", ROOM), { waitUntil: "commit" });
    return await page.evaluate(() => globalThis.seen);
  } finally {
    await close();
  }
}

/** In the page: `seen` resolves to when what was painted first, in milliseconds after the start of the navigation. */
function watch() {
  const marks = { frame: ".app", connected: "[data-testid=status][data-state=connected]" };
  const last = "[data-testid=message]";
  const times = {};
  globalThis.seen = new Promise((resolve) => {
    const painted = (then) =>
      requestAnimationFrame(() => {
        // A task after the frame: then its rows are laid out and painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => then(performance.now());
        port2.postMessage(null);
      });
    const observer = new MutationObserver(() => {
      for (const [name, selector] of Object.entries(marks)) {
        if (times[name] === undefined && document.querySelector(selector)) {
          times[name] = null;
          painted((at) => (times[name] = at));
        }
      }
      if (document.querySelector(last)) {
        observer.disconnect();
        painted((at) => {
          const entries = ["navigation", "resource"].flatMap((type) =>
            performance.getEntriesByType(type),
          );
          const bytes = entries.reduce((sum, { transferSize }) => sum + transferSize, 0);
          resolve({ ...times, message: at, bytes });
        });
      }
    });
    observer.observe(document, { childList: true, subtree: true, attributes: true });
  });
}
