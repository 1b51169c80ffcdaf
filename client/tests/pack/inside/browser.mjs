/** A page in Node: it loads what Vite has built, says hello, and waits until the list shows the stored message. */
import { Window } from "happy-dom";
const window = new Window({ url: "http://localhost:5173" });
const { document } = window;
document.body.innerHTML = process.argv[3];
for (const name of [
  "document",
  "Node",
  "Element",
  "HTMLElement",
  "SVGElement",
  "ShadowRoot",
  "Event",
  "Text",
  "Comment",
]) {
  globalThis[name] = window[name];
}
globalThis.window = window;
globalThis.navigator ??= window.navigator; // Node 20 has none.
const { parley } = await import(process.argv[2]);
const until = (condition) =>
  new Promise((resolve) => {
    const look = () => (condition() ? resolve() : setTimeout(look, 5));
    look();
  });
await until(() => document.querySelector("button"));
const form = document.querySelector("form");
if (form) {
  form.elements.text.value = "Hello";
  form.dispatchEvent(new window.Event("submit", { cancelable: true }));
} else {
  document.querySelector("button").click();
}
await until(() =>
  parley
    .room("general")
    .messages.get()
    .some(({ status }) => status === "stored"),
);
await until(() => document.querySelector("li"));
console.log(document.querySelector("li").textContent);
process.exit();
