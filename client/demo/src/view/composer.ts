import { tooLong } from "../message-length.ts";
import { byId } from "./dom.ts";

/** The box to write in: Enter sends, Shift+Enter makes a new line. What is too long stays as it is, and the page says so. */
export class Composer {
  readonly #form = byId<HTMLFormElement>("composer");
  readonly #text = byId<HTMLTextAreaElement>("text");
  readonly #problem = byId("text-problem");
  readonly #send = byId<HTMLButtonElement>("send");
  #enabled = true;

  constructor(send: (text: string) => void) {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.#text.value.trim();
      if (text !== "" && this.#enabled && tooLong(text) === "") {
        send(text);
        this.#text.value = "";
        this.#changed();
      }
      this.#text.focus();
    });
    this.#text.addEventListener("keydown", (event) => {
      // While an input method composes a character, Enter belongs to it.
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#form.requestSubmit();
      }
    });
    this.#text.addEventListener("input", () => this.#changed());
  }

  /** Writing is possible while the connection is away (it is sent later), but not in a room one may not read. */
  update(room: string, enabled: boolean): void {
    this.#enabled = enabled;
    this.#text.disabled = !enabled;
    this.#send.disabled = !enabled;
    this.#text.placeholder = enabled ? `Message #${room}` : "You cannot write here";
  }

  /** As tall as what is written, up to the limit that the style sheet sets. */
  #changed(): void {
    const problem = tooLong(this.#text.value);
    // Said anew only when it is news: people hear it read out.
    if (this.#problem.textContent !== problem) {
      this.#problem.textContent = problem;
    }
    this.#text.setAttribute("aria-invalid", String(problem !== ""));
    this.#text.rows = Math.min(8, this.#text.value.split("\n").length);
  }
}
