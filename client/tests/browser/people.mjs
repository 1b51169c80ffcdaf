import { Tab } from "./tab.mjs";

/** People with a browser each: nothing that one browser remembers is known to another. */
export class People {
  /** @type {Tab[]} */
  tabs = [];

  /**
   * @param {import("playwright-core").Browser} browser
   * @param {string} base where the server is
   */
  constructor(browser, base) {
    this.browser = browser;
    this.base = base;
  }

  /**
   * A browser of its own, with no page in it.
   *
   * @param {import("playwright-core").BrowserContextOptions} [options]
   */
  async context(options = {}) {
    return this.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  }

  /**
   * A person in a room.
   *
   * @param {string} user
   * @param {string} room
   * @param {import("playwright-core").BrowserContext} [context] the browser, if it is not a new one
   */
  async open(user, room, context) {
    const tab = await this.blank(context);
    await tab.visit(this.base, { user, room });
    return tab;
  }

  /**
   * A tab with no page in it.
   *
   * @param {import("playwright-core").BrowserContext} [context] the browser, if it is not a new one
   */
  async blank(context) {
    const tab = new Tab(await (context ?? (await this.context())).newPage());
    this.tabs.push(tab);
    return tab;
  }

  /** What the browsers complained about. */
  get complaints() {
    return this.tabs.flatMap((tab) => tab.complaints);
  }
}

/**
 * Closes tabs, and the browsers they are in.
 *
 * @param {...Tab} tabs
 */
export async function close(...tabs) {
  for (const { page } of tabs) {
    // What is being answered in place of the server just now will not arrive any more.
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.context().close();
  }
}
