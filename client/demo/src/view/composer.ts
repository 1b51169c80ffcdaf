import { byId } from "./dom.ts";

/** The longest text; well below the 64 KiB a publication may have, in any script. */
const LONGEST = 4000;

/** The box to write in: Enter sends, Shift+Enter makes a new line. */
export class Composer {
  readonly #form = byId<HTMLFormElement>("composer");
  readonly #text = byId<HTMLTextAreaElement>("text");
  readonly #send = byId<HTMLButtonElement>("send");
  #enabled = true;

  constructor(send: (text: string) => void) {
    this.#text.maxLength = LONGEST;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.#text.value.trim();
      if (text !== "" && this.#enabled) {
        send(text);
        this.#text.value = "";
        this.#resize();
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
    this.#text.addEventListener("input", () => this.#resize());
  }

  /** Writing is possible while the connection is away (it is sent later), but not in a room one may not read. */
  update(room: string, enabled: boolean): void {
    this.#enabled = enabled;
    this.#text.disabled = !enabled;
    this.#send.disabled = !enabled;
    this.#text.placeholder = enabled ? `Message #${room}` : "You cannot write here";
  }

  /** As tall as what is written, up to the limit that the style sheet sets. */
  #resize(): void {
    this.#text.rows = Math.min(8, this.#text.value.split("\n").length);
  }
}
