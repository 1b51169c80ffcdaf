/** One tab with the workspace, and what a person would do and see there. */

const DEADLINE_MS = 15_000;

export class Tab {
  /** What the browser complained about, with the address left out. @type {string[]} */
  complaints = [];
  /** While the server is away on purpose, failed requests are no complaint. */
  networkMayFail = false;

  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(DEADLINE_MS);
    page.on("pageerror", (error) => this.complaints.push(`uncaught: ${error.message}`));
    page.on("console", (message) => {
      const text = message.text();
      const network = /WebSocket connection to|Failed to load resource|net::ERR_/.test(text);
      if (message.type() === "error" && !(network && this.networkMayFail)) {
        this.complaints.push(text);
      }
    });
  }

  /**
   * @param {import("playwright-core").BrowserContext} context
   * @param {string} base
   * @param {{user: string, room: string}} who
   */
  static async open(context, base, who) {
    const tab = new Tab(await context.newPage());
    await tab.visit(base, who);
    return tab;
  }

  /**
   * @param {string} base
   * @param {{user: string, room: string}} who
   */
  async visit(base, who) {
    await this.page.goto(new URL(`/?${new URLSearchParams(who)}`, base).href);
    await this.status("connected");
  }

  /** @param {string} state */
  async status(state, timeout = DEADLINE_MS) {
    await this.page.locator(`[data-testid=status][data-state=${state}]`).waitFor({ timeout });
  }

  /** Clicks a button of the panel about the connection, which is opened for it. @param {string} button */
  async connection(button) {
    await this.showConnection();
    await this.page.getByTestId(button).click();
  }

  /** Opens the panel about the connection. */
  async showConnection() {
    if (!(await this.page.getByTestId("connection-panel").isVisible())) {
      await this.page.getByTestId("status").click();
    }
  }

  /** Waits until the panel about the connection says this. @param {string} fact @param {string} text */
  async fact(fact, text, timeout = DEADLINE_MS) {
    await this.showConnection();
    await this.page
      .getByTestId(`fact-${fact}`)
      .getByText(text, { exact: true })
      .waitFor({ timeout });
  }

  /** Writes a message and sends it with Enter. @param {string} text */
  async say(text) {
    const box = this.page.getByRole("textbox", { name: "Your message" });
    await box.fill(text);
    await box.press("Enter");
  }

  /** A message with exactly this text. @param {string} text */
  message(text) {
    return this.page
      .getByTestId("message")
      .filter({ has: this.page.getByText(text, { exact: true }) });
  }

  /** Waits until a message with this text is in the log. @param {string} text */
  async stored(text, timeout = DEADLINE_MS) {
    await this.is("stored", text, timeout);
  }

  /** Waits until a message with this text is in a state. @param {string} state @param {string} text */
  async is(state, text, timeout = DEADLINE_MS) {
    const message = this.message(text).and(this.page.locator(`[data-state=${state}]`));
    await message.first().waitFor({ timeout });
  }

  /** Waits for a line about something that happened. @param {string} text */
  async notice(text) {
    await this.page.getByTestId("notice").filter({ hasText: text }).last().waitFor();
  }

  /** @param {string} text */
  async noticeCount(text) {
    return this.page.getByTestId("notice").filter({ hasText: text }).count();
  }

  /** Goes to a room by the dialog. @param {string} room */
  async go(room) {
    await this.page.getByTestId("open-rooms").click();
    await this.page.getByTestId("room-name").fill(room);
    await this.page.getByTestId("room-name").press("Enter");
    await this.page.getByTestId("room-title").getByText(room, { exact: true }).waitFor();
  }

  /** Waits until exactly these users are here, each with its number of connections. @param {Record<string, number>} expected */
  async here(expected) {
    if (!(await this.page.getByTestId("people").isVisible())) {
      await this.page.getByTestId("open-people").click();
    }
    const wanted = JSON.stringify(Object.entries(expected).sort());
    await this.page.waitForFunction(
      (wanted) => {
        const people = [
          ...document.querySelectorAll(
            "[data-testid=people][data-certain=true] [data-testid=person]",
          ),
        ];
        const found = people.map((person) => [
          person.getAttribute("data-user"),
          Number(person.querySelector("[data-testid=clients]")?.textContent ?? 1),
        ]);
        return JSON.stringify(found.sort()) === wanted;
      },
      wanted,
      { timeout: DEADLINE_MS },
    );
  }

  /** What is in the list: offset and text of each message, from top to bottom. */
  async messages() {
    return this.page.getByTestId("message").evaluateAll((elements) =>
      elements.map((element) => ({
        offset: Number(element.getAttribute("data-offset")),
        text: element.querySelector("[data-testid=text]")?.textContent ?? "",
      })),
    );
  }

  /** The texts of all messages, from top to bottom. */
  async texts() {
    return (await this.messages()).map(({ text }) => text);
  }
}
