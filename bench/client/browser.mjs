import { launchChromium } from "../../client/tests/browser/chromium.mjs";

/** Chromium. Throws an Error if there is none. */
export async function openBrowser() {
  const browser = await launchChromium();
  if (!browser) {
    throw new Error("there is no Chromium: install it, or set PARLEY_CHROMIUM to its path");
  }
  return browser;
}

/** A page with an empty cache, as large as that of a laptop, and a session of the DevTools protocol. */
export async function openPage(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const devTools = await context.newCDPSession(page);
  return { page, devTools, close: () => context.close() };
}

/** The memory of a page after a full garbage collection: bytes of JavaScript, and nodes of the document. */
export async function memoryOf(devTools) {
  await devTools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devTools.send("Runtime.getHeapUsage");
  const { nodes } = await devTools.send("Memory.getDOMCounters");
  return { heap: usedSize, nodes };
}
