import { setTimeout as sleep } from "node:timers/promises";
import { memoryOf, openPage } from "./browser.mjs";
import { percentile } from "./figures.mjs";
import { fill, textOf } from "./people.mjs";

const ROOM = "bench-list";
/** In each frame the list moves by so many pixels: 6,000 pixels, or eight screens, a second. */
const STEP_PX = 100;
/** A frame that comes later than this has missed its turn. One at 60 a second comes after 16.7 ms; clocks are not exact. */
const LATE_MS = 17.7;
const NEW_MESSAGES = 20;
const NEW_MESSAGE_MS = 250;

/** A room with many messages: what the page holds when all are loaded, how it scrolls, and what one more message costs. */
export async function list({ server, browser, messages, signal }) {
  await fill(server, ROOM, messages);
  const { page, devTools, close } = await openPage(browser);
  try {
    await page.goto(server.page("reader", ROOM));
    await page.getByTestId("message").first().waitFor();
    const one = await memoryOf(devTools);
    const oneMore = await costOfMessage(page, devTools, server, signal);
    const begun = performance.now();
    const shown = await page.evaluate(loadAll);
    const loadSeconds = (performance.now() - begun) / 1000;
    const all = await memoryOf(devTools);
    const rows = [];
    for (const [name, direction] of [
      ["up, for the first time", -1],
      ["down", 1],
      ["up again", -1],
    ]) {
      signal.throwIfAborted();
      const frames = await page.evaluate(scroll, { step: direction * STEP_PX });
      rows.push({ name, ...framesOf(frames) });
    }
    await page.evaluate(() => document.querySelector("[data-testid=jump]").click());
    const allMore = await costOfMessage(page, devTools, server, signal);
    return { messages, shown, loadSeconds, one, all, oneMore, allMore, rows };
  } finally {
    await close();
  }
}

/** How long the page's thread works for one message that comes, in milliseconds, on average. */
async function costOfMessage(page, devTools, server, signal) {
  await devTools.send("Performance.enable");
  const before = await taskSeconds(devTools);
  for (let number = 0; number < NEW_MESSAGES; number++) {
    await server.api("publish", { channel: `room:${ROOM}`, data: { text: textOf(number) } });
    await sleep(NEW_MESSAGE_MS, undefined, { signal });
  }
  const seconds = (await taskSeconds(devTools)) - before;
  return (seconds * 1000) / NEW_MESSAGES;
}

async function taskSeconds(devTools) {
  const { metrics } = await devTools.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration").value;
}

function framesOf({ intervals, work }) {
  return {
    frames: intervals.length,
    late: intervals.filter((interval) => interval > LATE_MS).length,
    p99: percentile(intervals, 99),
    longest: Math.max(...intervals),
    workP99: percentile(work, 99),
  };
}

/** In the page: scrolls to the top until the room begins there. Resolves to how many messages there are. */
async function loadAll() {
  const stream = document.querySelector("[data-testid=stream]");
  while (!document.querySelector("[data-testid=beginning]")) {
    stream.scrollTop = 0;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  document.querySelector("[data-testid=jump]").click();
  return document.querySelectorAll("[data-testid=message]").length;
}

/**
 * In the page: moves the list in each frame, from where it is to its end. Resolves to the milliseconds between the frames, and to those
 * that each frame has kept the page's thread busy, with style, layout and paint.
 */
function scroll({ step }) {
  const stream = document.querySelector("[data-testid=stream]");
  const intervals = [];
  const work = [];
  const { port1, port2 } = new MessageChannel();
  let began = 0;
  port1.onmessage = () => work.push(performance.now() - began);
  return new Promise((resolve) => {
    let last = 0;
    const frame = (now) => {
      if (last > 0) intervals.push(now - last);
      last = now;
      began = performance.now();
      const { scrollTop, scrollHeight, clientHeight } = stream;
      if (step < 0 ? scrollTop <= 0 : scrollTop >= scrollHeight - clientHeight - 1) {
        resolve({ intervals, work });
        return;
      }
      stream.scrollTop += step;
      port2.postMessage(null);
      requestAnimationFrame(frame);
    };
    // The first frames belong to what was before.
    requestAnimationFrame(() => requestAnimationFrame(frame));
  });
}
