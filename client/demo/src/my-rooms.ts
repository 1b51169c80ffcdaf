import { roomName } from "./identity.ts";

const KEY = "parley.rooms";
const SUGGESTED = ["general", "engineering", "random"];
/** More rooms than this are not remembered: the page is in all of them at once. */
const LIMIT = 20;

/** The rooms of the side bar, as this browser remembers them; some to begin with. */
export function loadRooms(storage: Pick<Storage, "getItem">): string[] {
  try {
    const rooms: unknown = JSON.parse(storage.getItem(KEY) ?? "");
    if (Array.isArray(rooms)) {
      const valid = rooms.filter((room) => typeof room === "string" && roomName(room) === room);
      if (valid.length > 0) {
        return valid;
      }
    }
  } catch {
    // Nothing is stored yet, or something else stands there.
  }
  return SUGGESTED;
}

/** Remembers the rooms. */
export function saveRooms(storage: Pick<Storage, "setItem">, rooms: readonly string[]): void {
  try {
    storage.setItem(KEY, JSON.stringify(rooms));
  } catch {
    // Storage is blocked or full: the rooms last until the page is left.
  }
}

/** The rooms with this one; the oldest goes when there are too many. */
export function withRoom(rooms: readonly string[], room: string): string[] {
  return rooms.includes(room) ? [...rooms] : [...rooms, room].slice(-LIMIT);
}
