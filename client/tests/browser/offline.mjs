import assert from "node:assert/strict";
import { close } from "./people.mjs";

/**
 * Messages that wait.
 *
 * @param {import("./steps.mjs").Steps} steps
 * @param {import("./people.mjs").People} people
 */
export async function proveOffline(steps, people) {
  const room = `offline-${Math.random().toString(36).slice(2, 8)}`;
  const witness = await people.open("witness", room);

  await steps.step(
    "offline and back: what was written waits, and is sent in order, each once",
    async () => {
      const anna = await people.open("anna", room);
      anna.networkMayFail = true;
      await anna.page.context().setOffline(true);
      await anna.status("offline");
      const said = ["offline 1", "offline 2", "offline 3"];
      for (const text of said) {
        await anna.say(text);
        await anna.is("queued", text);
      }
      await anna.page.getByTestId("banner").waitFor();
      await anna.fact("waiting", "3");
      await anna.page.context().setOffline(false);
      await anna.status("connected");
      await inOrder([anna, witness], said);
      await close(anna);
    },
  );

  await steps.step(
    "reload with waiting messages: they are still there, and are sent once",
    async () => {
      const anna = await people.open("anna", room);
      anna.networkMayFail = true;
      await anna.connection("go-offline");
      await anna.status("closed");
      const said = ["before the reload 1", "before the reload 2"];
      for (const text of said) {
        await anna.say(text);
        await anna.is("queued", text);
      }
      let away = true;
      await anna.page.route("**/dev/token?*", (route) =>
        away ? route.fulfill({ status: 503 }) : route.continue(),
      );
      await anna.page.reload();
      for (const text of said) {
        await anna.is("queued", text);
      }
      away = false;
      await anna.status("connected");
      await inOrder([anna, witness], said);
      await close(anna);
    },
  );

  await steps.step("two tabs of one user send what waits in both once", async () => {
    const context = await people.context();
    const tabs = [
      await people.open("anna", room, context),
      await people.open("anna", room, context),
    ];
    const said = [];
    for (const [index, tab] of tabs.entries()) {
      await tab.connection("go-offline");
      await tab.status("closed");
      for (const number of [1, 2]) {
        said.push(`tab ${index + 1}, message ${number}`);
        await tab.say(said.at(-1) ?? "");
      }
    }
    await Promise.all(tabs.map((tab) => tab.connection("go-online")));
    for (const tab of [...tabs, witness]) {
      await Promise.all(said.map((text) => tab.stored(text)));
      const texts = (await tab.texts()).filter((text) => text.startsWith("tab "));
      assert.deepEqual(texts.toSorted(), said, "each message once");
    }
    assert.deepEqual(await tabs[0]?.messages(), await tabs[1]?.messages());
    await context.close();
  });

  await steps.step("a message that waits can be discarded, and is never sent", async () => {
    const anna = await people.open("anna", room);
    await anna.connection("go-offline");
    await anna.say("think again");
    await anna.is("queued", "think again");
    await anna.message("think again").hover();
    await anna.message("think again").getByTestId("discard").click();
    await anna.message("think again").waitFor({ state: "detached" });
    await anna.connection("go-online");
    await anna.status("connected");
    await anna.say("better");
    await witness.stored("better");
    assert.equal(await witness.message("think again").count(), 0);
    await close(anna);
  });
  await close(witness);
}

/**
 * Waits until all tabs show these messages as stored, and proves that each is there once, and in this order.
 *
 * @param {import("./tab.mjs").Tab[]} tabs
 * @param {string[]} said
 */
async function inOrder(tabs, said) {
  for (const tab of tabs) {
    await Promise.all(said.map((text) => tab.stored(text)));
    assert.deepEqual(
      (await tab.texts()).filter((text) => said.includes(text)),
      said,
    );
  }
}
