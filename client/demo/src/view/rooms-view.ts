import { roomName } from "../identity.ts";
import { byId, make } from "./dom.ts";

const KEY = "parley.rooms";
const SUGGESTED = ["general", "engineering", "random"];
const REMEMBERED = 8;

/** The rooms one can go to: a few to begin with, those of earlier visits, and any other by its name. */
export class RoomsView {
  readonly #list = byId("rooms");
  readonly #enter: (room: string) => void;
  #rooms: string[];

  constructor(enter: (room: string) => void) {
    this.#enter = enter;
    this.#rooms = remembered();
    const form = byId<HTMLFormElement>("enter-room");
    const input = byId<HTMLInputElement>("room-name");
    input.addEventListener("input", () => input.setCustomValidity(""));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const room = roomName(input.value);
      if (room === null) {
        input.setCustomValidity("Letters a–z, digits, dots and dashes, at most 64, please");
        input.reportValidity();
        return;
      }
      input.value = "";
      this.#enter(room);
    });
  }

  show(current: string): void {
    if (!this.#rooms.includes(current)) {
      this.#rooms = [...this.#rooms, current].slice(-REMEMBERED);
      localStorage.setItem(KEY, JSON.stringify(this.#rooms));
    }
    this.#list.replaceChildren(...this.#rooms.map((room) => this.#item(room, room === current)));
  }

  #item(room: string, current: boolean): HTMLElement {
    const button = make("button", { type: "button", "data-testid": `room-${room}` }, room);
    if (current) {
      button.setAttribute("aria-current", "page");
    }
    button.addEventListener("click", () => this.#enter(room));
    return make("li", {}, button);
  }
}

function remembered(): string[] {
  try {
    const rooms: unknown = JSON.parse(localStorage.getItem(KEY) ?? "");
    if (Array.isArray(rooms) && rooms.length > 0) {
      return rooms.filter((room) => typeof room === "string" && roomName(room) === room);
    }
  } catch {
    // Nothing stored yet, or by something else.
  }
  return SUGGESTED;
}
