import type { Reason } from "../api.js";
import type { ParleyError } from "../error.js";

/** Why a message waits or was refused, for the person who wrote it. */
export function reasonOfMessage({ code, message, detail }: ParleyError): Reason {
  return { code, message: SENTENCES[code] ?? (code < 100 ? message : `${message} (${detail})`) };
}

/** A message that is larger than what the server takes. */
export function reasonOfSize(bytes: number, most: number): Reason {
  return {
    code: 107,
    message: `This message is too long: it has ${bytes.toLocaleString("en")} bytes, and ${most.toLocaleString("en")} are allowed.`,
  };
}

const SENTENCES: Readonly<Record<number, string>> = {
  100: "The server cannot store messages now. This one is sent again by itself.",
  102: "This room does not exist.",
  103: "You may not write in this room.",
  107: "The server did not accept this message: it is too long or not complete.",
  111: "You were faster than the server allows. This message is sent in a moment.",
};
