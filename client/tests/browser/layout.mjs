import assert from "node:assert/strict";
import axe from "axe-core";
import { publish } from "../support/api.mjs";
import { close } from "./people.mjs";

/** @typedef {import("./tab.mjs").Tab} Tab */

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** A page whose content moves less than this is "good" by Web Vitals. Here, next to nothing may move. */
const MOST_SHIFT = 0.02;

/**
 * What holds for every page: width, keyboard, themes, assistive technology.
 *
 * @param {import("./steps.mjs").Steps} steps
 * @param {import("./people.mjs").People} people
 */
export async function proveLayout(steps, people) {
  const run = Math.random().toString(36).slice(2, 8);
  const room = `layout-${run}`;
  for (let number = 1; number <= 30; number++) {
    await publish(`room:${room}`, { text: `line ${number}` });
  }

  await steps.step(
    "on a phone the side bar is a drawer, and nothing is wider than the screen",
    async () => {
      const anna = await people.open("anna", room, await people.context(PHONE));
      await anna.stored("line 30");
      await fits(anna);
      await anna.page.getByTestId("open-side-bar").click();
      await anna.page.keyboard.press("Escape");
      await anna.page.getByRole("dialog").waitFor({ state: "detached" });
      await anna.page.getByTestId("open-side-bar").click();
      await anna.page.getByTestId("room-general").click();
      await anna.page.getByTestId("room-title").getByText("general", { exact: true }).waitFor();
      await anna.page.getByRole("dialog").waitFor({ state: "detached" });
      await anna.page.goBack();
      for (const panel of ["status", "open-people"]) {
        await anna.page.getByTestId(panel).click();
        await fits(anna);
        await anna.page.getByTestId("close-panel").click();
      }
      await anna.page.getByTestId("open-side-bar").click();
      await anna.page.getByTestId("open-try").click();
      await anna.page.getByTestId("try").waitFor();
      await fits(anna);
      await close(anna);
    },
  );

  await steps.step("everything can be reached by the keyboard, and Escape leads back", async () => {
    const anna = await people.open("anna", room);
    const { keyboard } = anna.page;
    await anna.stored("line 30");
    await keyboard.press("Control+k");
    await keyboard.type(`keys-${run}`);
    await keyboard.press("Enter");
    await title(anna, `keys-${run}`);
    await keyboard.press("Alt+ArrowUp");
    await title(anna, room);
    await keyboard.press("Alt+ArrowDown");
    await title(anna, `keys-${run}`);
    await anna.page.getByTestId("status").focus();
    await keyboard.press("?");
    await anna.page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await keyboard.press("Escape");
    await anna.page.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal(await focused(anna), "status", "the focus is where it was");
    await keyboard.press("Enter");
    await anna.page.getByTestId("connection-panel").waitFor();
    await keyboard.press("Escape");
    await anna.page.getByTestId("connection-panel").waitFor({ state: "detached" });
    await anna.page.reload();
    await anna.status("connected");
    await anna.page.getByRole("link", { name: "Skip to the messages" }).focus();
    await keyboard.press("Enter");
    assert.equal(await anna.page.evaluate(() => document.activeElement?.id), "main");
    await close(anna);
  });

  await steps.step(
    "the theme follows the system until one is chosen, which is remembered",
    async () => {
      const anna = await people.open("anna", room, await people.context({ colorScheme: "dark" }));
      const ground = () =>
        anna.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const dark = await ground();
      await anna.page.getByTestId("me").click();
      await anna.page.getByText("Light", { exact: true }).click();
      const light = await ground();
      assert.notEqual(light, dark);
      await anna.page.reload();
      await anna.status("connected");
      assert.equal(await ground(), light);
      await anna.page.emulateMedia({ colorScheme: "light" });
      await anna.page.getByTestId("me").click();
      await anna.page.getByText("Dark", { exact: true }).click();
      assert.equal(await ground(), dark);
      await close(anna);
    },
  );

  await steps.step("nothing jumps while the page opens and messages come", async () => {
    const anna = await people.blank();
    await anna.page.addInitScript(watchShifts);
    await anna.visit(people.base, { user: "anna", room });
    await anna.stored("line 30");
    await anna.say("first");
    await publish(`room:${room}`, { text: "second" });
    await anna.stored("second");
    await anna.go(`jumps-${run}`);
    await anna.page.getByTestId("empty").waitFor();
    const shift = await anna.page.evaluate(() => /** @type {any} */ (globalThis).shift);
    assert.ok(shift < MOST_SHIFT, `layout shift ${shift}`);
    await close(anna);
  });

  await steps.step("with reduced motion, nothing moves for long", async () => {
    const anna = await people.open("anna", room, await people.context({ reducedMotion: "reduce" }));
    await anna.connection("go-offline");
    const longest = await anna.page.evaluate(() =>
      Math.max(
        0,
        ...document
          .getAnimations()
          .map((animation) => Number(animation.effect?.getComputedTiming().endTime ?? 0)),
      ),
    );
    assert.ok(longest <= 1, `an animation takes ${longest} ms`);
    await close(anna);
  });

  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    await steps.step(`axe finds nothing serious in the theme ${colorScheme}`, async () => {
      const anna = await people.open("anna", room, await people.context({ colorScheme }));
      await anna.stored("line 30");
      await check(anna, "room");
      await anna.connection("go-offline");
      await anna.say("waits");
      await anna.is("queued", "waits");
      await check(anna, "offline, with the panel of the connection");
      await anna.connection("go-online");
      await anna.stored("waits");
      await anna.page.getByTestId("me").click();
      await check(anna, "menu");
      await anna.page.keyboard.press("Escape");
      await anna.page.getByTestId("open-rooms").click();
      await anna.page.getByTestId("room-name").fill("Ä");
      await check(anna, "dialog of rooms");
      await anna.page.keyboard.press("Escape");
      await anna.page.getByTestId("open-try").click();
      await check(anna, "try it");
      await anna.go(`empty-${run}`);
      await anna.page.getByTestId("empty").waitFor();
      await check(anna, "empty room");
      await close(anna);

      const phone = await people.open(
        "anna",
        room,
        await people.context({ colorScheme, ...PHONE }),
      );
      await check(phone, "room on a phone");
      await phone.page.getByTestId("open-side-bar").click();
      await check(phone, "drawer on a phone");
      await close(phone);
    });
  }
}

/** @param {Tab} tab @param {string} room */
async function title(tab, room) {
  await tab.page.getByTestId("room-title").getByText(room, { exact: true }).waitFor();
}

/** The test id of what has the focus. @param {Tab} tab */
async function focused(tab) {
  return tab.page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
}

/** Waits until nothing fades or slides any more. @param {Tab} tab */
async function settled(tab) {
  await tab.page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
        .map((animation) => animation.finished.catch(() => null)),
    ),
  );
}

/** Nothing makes the page scroll sideways, and no button is outside of it. @param {Tab} tab */
async function fits(tab) {
  await settled(tab);
  const outside = await tab.page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const wide = document.documentElement.scrollWidth > width ? ["the page"] : [];
    const buttons = [...document.querySelectorAll("button, input, select, textarea")].filter(
      (element) => {
        const { left, right, width: own } = element.getBoundingClientRect();
        return own > 1 && (left < 0 || right > width);
      },
    );
    return [...wide, ...buttons.map((element) => element.outerHTML.slice(0, 120))];
  });
  assert.deepEqual(outside, []);
}

/** Counts in `shift` how much of the page moves by itself, as Web Vitals does. */
function watchShifts() {
  const window = /** @type {any} */ (globalThis);
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of /** @type {any[]} */ (list.getEntries())) {
      window.shift += entry.hadRecentInput ? 0 : entry.value;
    }
  }).observe({ type: "layout-shift", buffered: true });
}

/** @param {Tab} tab @param {string} where */
async function check(tab, where) {
  await settled(tab);
  await tab.page.evaluate(axe.source);
  const { violations } = await tab.page.evaluate(() =>
    /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ["violations"] }),
  );
  const bad = /** @type {import("axe-core").Result[]} */ (violations)
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  assert.deepEqual(bad, [], where);
}
