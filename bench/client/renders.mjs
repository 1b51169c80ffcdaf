import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openPage } from "./browser.mjs";
import { CLIENT } from "./packages.mjs";
import { enter, fill, nameOf, person, until } from "./people.mjs";
import { countRenders } from "./render-counter.mjs";

const ROOM = "bench-renders";
const MESSAGES = 200;
/** After so long nothing more comes of what has happened. */
const QUIET_MS = 700;

/** How many components of the workspace render for one event in a room with many people. */
export async function renders({ server, browser, people, out, signal }) {
  await fill(server, ROOM, MESSAGES);
  const script = readableScript(join(out, "page"));
  const clients = Array.from({ length: people - 2 }, (_, at) => person(server, nameOf(at)));
  const { page, close } = await openPage(browser);
  const last = person(server, nameOf(people - 2));
  clients.push(last);
  try {
    const rooms = await Promise.all(clients.map((client) => enter(client, ROOM)));
    await page.route("**/demo/workspace.js", (route) =>
      route.fulfill({ contentType: "text/javascript", body: script }),
    );
    await page.addInitScript(countRenders);
    await page.goto(server.page("reader", ROOM));
    await page.getByTestId("people-count").getByText(String(people), { exact: true }).waitFor();
    await until(rooms[0].presence, (present) => present.length === people);
    await page.getByTestId("message").first().waitFor();
    await sleep(2 * QUIET_MS, undefined, { signal });
    const mounted = await page.evaluate(() => globalThis.renders.mounted());
    const rows = [];
    const event = async (name, act) => {
      await page.evaluate(() => globalThis.renders.reset());
      await act();
      await sleep(QUIET_MS, undefined, { signal });
      rows.push({ name, ...(await page.evaluate(() => globalThis.renders.report())) });
    };
    const [room] = rooms;
    await event("a message of somebody", () => room.send({ text: "one more" }));
    await event("somebody types", () => room.setTyping());
    await event("somebody types no more", () => room.setTyping(false));
    await event("somebody leaves", () => last.disconnect());
    await event("somebody comes", () => last.retry());
    const box = page.getByRole("textbox", { name: "Your message" });
    await event("a key that the reader presses", () => box.press("a"));
    await event("another key", () => box.press("b"));
    await event("a message of the reader", () => box.press("Enter"));
    return { people, messages: MESSAGES, mounted, rows };
  } finally {
    clients.forEach((client) => client.close());
    await close();
  }
}

/** The workspace in production mode, but with the names of its components. */
function readableScript(folder) {
  const vite = join(CLIENT, "node_modules/vite/bin/vite.js");
  execFileSync(process.execPath, [vite, "build", "--minify", "false", "--logLevel", "error"], {
    cwd: join(CLIENT, "demo"),
    env: { ...process.env, PARLEY_DEMO_OUTDIR: folder },
  });
  return readFileSync(join(folder, "workspace.js"), "utf8");
}
