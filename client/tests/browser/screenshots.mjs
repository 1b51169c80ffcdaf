import { join } from "node:path";
import { publish } from "../support/api.mjs";
import { close } from "./people.mjs";

/** @typedef {import("./tab.mjs").Tab} Tab */

const SIZES = {
  1280: { viewport: { width: 1280, height: 800 } },
  390: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};
const THEMES = /** @type {const} */ (["light", "dark"]);

/**
 * Takes pictures of each page and state, in both themes, at the width of a desk and of a phone; and the one of the README.
 *
 * @param {import("./steps.mjs").Steps} steps
 * @param {import("./people.mjs").People} people
 */
export async function takeScreenshots(steps, people) {
  const folder = process.env.PARLEY_SCREENSHOTS;
  if (!folder) {
    steps.skip("pictures are taken", "PARLEY_SCREENSHOTS is not set");
    return;
  }
  const room = `sprint-${1000 + Math.floor(Math.random() * 9000)}`;
  const others = await converse(people, room);
  await steps.step("a picture for the README is taken", async () => {
    const context = await people.context({
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: 2,
    });
    const alice = await people.open("Alice Moreau", room, context);
    await alice.here({ "alice-moreau": 1, "ben-okafor": 2, "chiara-rossi": 1 });
    await publish("room:engineering", { text: "Build 413 is running" });
    await alice.page.getByTestId("unread-engineering").waitFor();
    // The server leaves out who types again within two seconds, and the page says it again after three.
    await Promise.all([
      others[1]?.page.getByTestId("text-box").pressSequentially("Already on it", { delay: 400 }),
      alice.page.getByTestId("typing").waitFor(),
    ]);
    await alice.page.mouse.move(640, 799);
    await alice.page.screenshot({ path: join(folder, "rooms.png") });
    await others[1]?.page.getByTestId("text-box").fill("");
    await close(alice);
  });
  for (const [width, size] of Object.entries(SIZES)) {
    for (const colorScheme of THEMES) {
      await steps.step(`pictures are taken at ${width} pixels, ${colorScheme}`, async () => {
        const context = await people.context({ ...size, colorScheme, reducedMotion: "reduce" });
        const alice = await people.open("Alice Moreau", room, context);
        await takeAll(alice, async (state) => {
          await alice.page.evaluate(() => document.fonts.ready);
          await alice.page.screenshot({
            path: join(folder, `${state}-${width}-${colorScheme}.png`),
          });
        });
        await close(alice);
      });
    }
  }
  await close(...others);
}

/**
 * A short conversation among three people, two of whom stay.
 *
 * @param {import("./people.mjs").People} people
 * @param {string} room
 */
async function converse(people, room) {
  const say = async (/** @type {Tab} */ tab, /** @type {string} */ text) => {
    await tab.say(text);
    await tab.stored(text);
  };
  const alice = await people.open("Alice Moreau", room);
  await say(alice, "Good morning! The release branch is cut.");
  const ben = await people.open("Ben Okafor", room);
  await say(ben, "Morning! I have the migration ready, 14 seconds on a copy of production.");
  await say(ben, "Shall I run it now, or after the deploy?");
  await say(alice, "Now, please. Nobody is on the old column any more.");
  await say(alice, "The steps are in https://wiki.example.com/runbooks/release (number 4).");
  await publish(`room:${room}`, { text: "Build 412 passed and is on staging" });
  const chiara = await people.open("Chiara Rossi", room);
  await say(
    chiara,
    "Was on the train: no network for ten minutes, and nothing is missing here. Nice.",
  );
  await people.open("Ben Okafor", room, ben.page.context());
  await say(ben, "Migration is through, all green.");
  await say(alice, "Great, then let's ship it.");
  await close(alice);
  return [ben, chiara];
}

/**
 * @param {Tab} alice
 * @param {(state: string) => Promise<void>} take
 */
async function takeAll(alice, take) {
  const { page } = alice;
  alice.networkMayFail = true;
  const phone = await page.getByTestId("open-side-bar").isVisible();
  const sideBar = async (/** @type {string} */ testId) => {
    if (phone) {
      await page.getByTestId("open-side-bar").click();
    }
    await page.getByTestId(testId).click();
  };
  await alice.stored("Great, then let's ship it.");
  await take("room");
  if (phone) {
    await page.getByTestId("open-side-bar").click();
    await take("side-bar");
    await page.keyboard.press("Escape");
    await page.getByTestId("open-people").click();
    await take("people");
    await page.getByTestId("close-panel").click();
  }
  await alice.showConnection();
  await page.getByTestId("round-trip").getByText("ms").waitFor();
  await take("connection");
  await page.getByTestId("go-offline").click();
  await alice.status("closed");
  if (phone) {
    await page.getByTestId("close-panel").click();
  }
  await alice.say("Written without a network");
  await alice.is("queued", "Written without a network");
  await take("offline");
  await page.getByTestId("banner").getByRole("button").click();
  await alice.stored("Written without a network");
  await sideBar("me");
  await take("menu");
  await page.getByTestId("change-name").click();
  await take("name");
  await page.keyboard.press("Escape");
  await sideBar("open-rooms");
  await page.getByTestId("room-name").fill("design");
  await take("go-to-room");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await sideBar("open-try");
  await page.getByTestId("snippet").first().waitFor();
  await take("try");

  await page.goto(addressOf(page.url(), `quiet-${1000 + Math.floor(Math.random() * 9000)}`));
  await page.getByTestId("empty").waitFor();
  await take("empty");
  await otherStates(alice, take);
}

/**
 * The states of a page that the server does not let in, or refuses.
 *
 * @param {Tab} alice
 * @param {(state: string) => Promise<void>} take
 */
async function otherStates(alice, take) {
  const { page } = alice;
  const url = page.url();
  let mode = "silent";
  await page.routeWebSocket(/connection\/websocket/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      for (const line of frame.toString().split("\n")) {
        const { id, subscribe, rpc } = JSON.parse(line);
        const refused =
          (mode === "no room" && subscribe) ||
          (mode === "no message" && rpc?.method === "channel.publish");
        if (refused) {
          socket.send(JSON.stringify({ id, error: { code: 103, message: "permission denied" } }));
        } else if (mode !== "silent") {
          server.send(line);
        }
      }
    });
  });
  await page.goto(url);
  await page.getByTestId("loading").waitFor();
  await take("loading");
  mode = "no room";
  await page.goto(url);
  await page.getByTestId("room-problem").waitFor();
  await take("refused");
  mode = "no message";
  await page.goto(url);
  await alice.status("connected");
  await alice.say("This one is refused");
  await alice.is("failed", "This one is refused");
  await take("failed");
  await page.route("**/dev/token?*", (route) => route.fulfill({ status: 404 }));
  await page.goto(url);
  await alice.status("failed");
  await take("disconnected");
}

/** The address of another room. @param {string} url @param {string} room */
function addressOf(url, room) {
  const address = new URL(url);
  address.searchParams.set("room", room);
  address.searchParams.delete("page");
  return address.href;
}
