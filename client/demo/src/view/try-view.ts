import { snippets } from "../snippets.ts";
import { byId, make } from "./dom.ts";

/** Commands to try the server with, made for the room one is in. */
export function showSnippets(base: URL, channel: string): void {
  byId("snippets").replaceChildren(
    ...snippets(base, channel).map(({ title, code }) => {
      const copy = make("button", { type: "button", class: "copy" }, "Copy");
      copy.setAttribute("aria-label", `Copy: ${title}`);
      copy.addEventListener("click", () => void copyText(code, copy));
      const text = make("code", {}, code);
      const block = make("pre", { tabindex: "0", "aria-label": title }, text);
      return make("section", { class: "snippet" }, make("h3", {}, title), copy, block);
    }),
  );
}

async function copyText(code: string, button: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(code);
    button.textContent = "Copied";
  } catch {
    // No clipboard on an insecure origin: select the text, so that one keystroke copies it.
    const block = button.nextElementSibling!;
    getSelection()?.selectAllChildren(block);
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = "Copy"), 1500);
}
