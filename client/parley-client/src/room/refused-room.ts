import type { Reason } from "../api.js";
import { sentenceOf } from "../connection/reasons.js";

/** Why one may not be in a room, for people. @param code why the subscription ended, or was refused */
export function reasonOfRefusedRoom(code: number, detail: string): Reason {
  return { code, message: SENTENCES[code] ?? sentenceOf(code, detail) };
}

const SENTENCES: Readonly<Record<number, string>> = {
  102: "This room does not exist.",
  103: "You may not be in this room.",
  106: "This room is full, or you are in too many rooms.",
  107: "No room can have this name.",
  2000: "You may not be in this room any more.",
};
