import assert from "node:assert/strict";
import { publish } from "../support/api.mjs";
import { close } from "./people.mjs";
import { proveTunnel } from "./tunnel.mjs";

/**
 * Two people talk.
 *
 * @param {import("./steps.mjs").Steps} steps
 * @param {import("./people.mjs").People} people
 */
export async function proveConversation(steps, people) {
  const run = Math.random().toString(36).slice(2, 8);
  const room = `browser-${run}`;
  const alice = await people.open("alice", room);
  let bob = await people.open("bob", room);

  await steps.step("both show both users as here", async () => {
    await alice.here({ alice: 1, bob: 1 });
    await bob.here({ alice: 1, bob: 1 });
    await alice.notice("bob joined");
  });

  await steps.step("messages go both ways and get the same place in the log for both", async () => {
    await alice.say("Hello Bob");
    await bob.stored("Hello Bob");
    await bob.say("Hello Alice");
    await alice.stored("Hello Alice");
    await bob.stored("Hello Alice");
    const expected = [
      { offset: 1, text: "Hello Bob" },
      { offset: 2, text: "Hello Alice" },
    ];
    assert.deepEqual(await alice.messages(), expected);
    assert.deepEqual(await bob.messages(), expected);
  });

  await steps.step("a second tab of one user counts and is not announced again", async () => {
    const second = await people.open("bob", room, bob.page.context());
    await alice.here({ alice: 1, bob: 2 });
    await second.page.close();
    await alice.here({ alice: 1, bob: 1 });
    assert.equal(await alice.noticeCount("bob joined"), 1);
    assert.equal(await alice.noticeCount("bob left"), 0);
  });

  await steps.step("markup in a message or in a name is shown as text", async () => {
    const attack = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    await bob.say(attack);
    await alice.stored(attack);
    const mallory = await people.open("<b onmouseover=alert(1)>mallory</b>", room);
    await alice.notice("<b onmouseover=alert(1)>mallory</b> joined");
    await close(mallory);
    const made = alice.page.getByTestId("messages").locator("img, script, b");
    assert.equal(await made.count(), 0);
    assert.doesNotMatch(await alice.page.title(), /owned/);
  });

  await steps.step(
    "an address in a message is a link to another tab, and nothing else is",
    async () => {
      await bob.say("see https://example.test/a?b=1. Not javascript:alert(1)");
      const link = alice.page.getByTestId("messages").getByRole("link");
      await link.waitFor();
      assert.equal(await link.count(), 1);
      assert.equal(await link.getAttribute("href"), "https://example.test/a?b=1");
      assert.equal(await link.getAttribute("rel"), "noopener noreferrer");
    },
  );

  await steps.step(
    "a text that is too long is not cut, and the page says why it stays",
    async () => {
      const box = alice.page.getByTestId("text-box");
      await box.fill("x".repeat(1_000_000));
      await alice.page.getByTestId("text-problem").getByText("1,000,000").waitFor();
      await box.press("Enter");
      assert.equal((await box.inputValue()).length, 1_000_000);
      await alice.say("short enough");
      await bob.stored("short enough");
      assert.equal(await alice.page.getByTestId("text-problem").textContent(), "");
    },
  );

  await steps.step(
    "screen readers hear what others write, once, and not one's own words",
    async () => {
      await bob.say("can you hear me");
      await alice.page.getByTestId("announced").getByText("bob: can you hear me").waitFor();
      await alice.say("I can");
      await bob.page.getByTestId("announced").getByText("alice: I can").waitFor();
      assert.equal(await alice.page.getByTestId("announced").textContent(), "bob: can you hear me");
    },
  );

  await steps.step("leaving and coming back is told, and history is there after it", async () => {
    await close(bob);
    await alice.notice("bob left");
    await alice.say("Bob has gone");
    await alice.stored("Bob has gone");
    bob = await people.open("bob", room);
    await bob.stored("Bob has gone");
    assert.deepEqual(await bob.messages(), await alice.messages());
    await bob.page.reload();
    await bob.stored("Bob has gone");
    assert.deepEqual(await bob.messages(), await alice.messages());
  });

  await steps.step(
    "older messages come as one scrolls up, each once, and nothing jumps",
    async () => {
      const long = `long-${run}`;
      for (let number = 1; number <= 120; number++) {
        await publish(`room:${long}`, { text: `line ${number}` });
      }
      const reader = await people.open("reader", long);
      await reader.stored("line 120");
      const first = await reader.messages();
      assert.ok(first.length < 120, "only a page is loaded at first");
      while (!(await reader.page.getByTestId("beginning").isVisible())) {
        const jump = await reader.page.getByTestId("stream").evaluate(scrollToTop);
        assert.ok(Math.abs(jump) < 2, `the messages moved by ${jump} pixels`);
      }
      const expected = Array.from({ length: 120 }, (_, i) => ({
        offset: i + 1,
        text: `line ${i + 1}`,
      }));
      assert.deepEqual(await reader.messages(), expected);

      await reader.page.getByTestId("stream").evaluate((stream) => (stream.scrollTop = 0));
      await publish(`room:${long}`, { text: "news" });
      await reader.page.getByRole("button", { name: "1 new message" }).click();
      await reader.page.getByTestId("jump").waitFor({ state: "hidden" });
      await reader.page.getByTestId("unread-marker").waitFor();
      await close(reader);
    },
  );

  await steps.step(
    "what is written while the connection is away goes out with the next one, once",
    async () => {
      await proveTunnel(await people.blank(), alice, people.base, room);
    },
  );

  await steps.step("who types is shown to the others, until the text is gone", async () => {
    const box = bob.page.getByTestId("text-box");
    await box.pressSequentially("hm");
    await alice.page.getByTestId("typing").getByText("bob is typing").waitFor();
    assert.equal(await bob.page.getByTestId("typing").count(), 0);
    await box.fill("");
    await alice.page.getByTestId("typing").waitFor({ state: "detached" });
  });

  await steps.step(
    "unread messages are counted, until they are read in any tab of the user",
    async () => {
      const side = `side-${run}`;
      await alice.go(side);
      await alice.page.getByTestId("empty").waitFor();
      await alice.go(room);
      for (const text of ["one", "two"]) {
        await publish(`room:${side}`, { text });
      }
      const badge = alice.page.getByTestId(`unread-${side}`);
      await badge.filter({ hasText: /^2 unread$/ }).waitFor();
      const other = await people.open("alice", side, alice.page.context());
      await other.stored("two");
      await badge.waitFor({ state: "detached" });
      await other.page.close();
    },
  );

  await steps.step("rooms can be changed without mixing them up", async () => {
    const other = `other-${run}`;
    await bob.go(other);
    await bob.here({ bob: 1 });
    await bob.say("alone at last");
    await bob.stored("alone at last");
    assert.deepEqual(await bob.messages(), [{ offset: 1, text: "alone at last" }]);
    assert.equal(await alice.message("alone at last").count(), 0);
    await bob.page.getByTestId(`room-${room}`).click();
    await bob.stored("Bob has gone");
    await bob.here({ alice: 1, bob: 1 });
    await bob.page.goBack();
    await bob.stored("alone at last");
    await bob.page.getByRole("button", { name: `Leave ${other}` }).click();
    await bob.page.getByTestId(`room-${other}`).waitFor({ state: "detached" });
  });
  await close(alice, bob);
}

/**
 * Scrolls to the top, waits for older messages, and returns by how many pixels the text of what was the first message has moved
 * then. (Its name may go, as it may belong to the message above now.)
 *
 * @param {Element} stream
 */
async function scrollToTop(stream) {
  const first = /** @type {Element} */ (stream.querySelector("[data-testid=message]"));
  const text = /** @type {Element} */ (first.querySelector("[data-testid=text]"));
  stream.scrollTop = 0;
  const before = text.getBoundingClientRect().top;
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  while (stream.querySelector("[data-testid=message]") === first) {
    await frame();
  }
  return text.getBoundingClientRect().top - before;
}
