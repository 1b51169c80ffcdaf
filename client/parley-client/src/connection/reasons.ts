import type { Reason } from "../api.js";

/** Codes of reasons and errors that come from this package and not from the server. */
export const ownCodes = {
  /** The application has called `disconnect()` or `close()`. */
  closed: 0,
  /** The connection broke. */
  connectionLost: 1,
  /** The server's ping did not come. */
  noPing: 2,
  /** The browser says that there is no network. */
  offline: 3,
  /** An attempt did not reach the server. */
  unreachable: 4,
  /** The server did not answer in time. */
  timeout: 5,
  /** `getToken` failed. */
  noToken: 6,
  /** `getToken` threw `UnauthorizedError`, or there is no `getToken` and the token expired. */
  signedOut: 7,
  /** The last of `reconnect.maxAttempts` attempts failed. */
  gaveUp: 8,
  /** None of the transports can be used here. */
  noTransport: 9,
  /** Code of the application threw in an event handler, or threw something that has no code. */
  applicationError: 10,
  /** A call was made without a connection. */
  notConnected: 11,
  /** `queue.limit` messages wait already. */
  queueFull: 12,
  /** Messages cannot be kept across reloads. */
  noStorage: 13,
} as const;

/** Sentences for people, by code: those of the server's protocol page, and `ownCodes`. */
const SENTENCES: Readonly<Record<number, string>> = {
  [ownCodes.closed]: "The connection was closed here.",
  [ownCodes.connectionLost]: "The connection was lost.",
  [ownCodes.noPing]: "The server does not answer any more.",
  [ownCodes.offline]: "There is no network.",
  [ownCodes.unreachable]: "The server cannot be reached.",
  [ownCodes.timeout]: "The server took too long to answer.",
  [ownCodes.noToken]: "It could not be checked who you are.",
  [ownCodes.signedOut]: "You are signed out. Sign in again.",
  [ownCodes.gaveUp]: "The server cannot be reached. Check your network and try again.",
  [ownCodes.noTransport]: "This program has no way to connect to the server.",
  [ownCodes.applicationError]: "Something went wrong on this page. Reload it.",
  [ownCodes.notConnected]: "There is no connection.",
  100: "The server could not do this now. Try again.",
  101: "The server does not know who you are. Sign in again.",
  102: "This place does not exist.",
  103: "You may not do this.",
  104: "The server cannot do this.",
  106: "There are too many already.",
  107: "The server did not accept this: it is too large or not complete.",
  108: "The server cannot do this here.",
  109: "Your session has expired.",
  111: "That was too fast. Wait a moment.",
  112: "What was missed is not there any more.",
  1009: "A message was too large for the server. Send a shorter one.",
  3000: "The server ended the connection.",
  3001: "The server restarts.",
  3004: "The server could not begin a session. It may work again soon.",
  3005: "Your session has expired.",
  3008: "This device was too slow to receive everything.",
  3009: "The connection was lost.",
  3010: "The server begins your session anew.",
  3012: "This device did not answer the server in time.",
  3013: "Too much was sent, or too many connections are open.",
  3500: "The server does not know who you are. Sign in again.",
  3501: "This page and the server do not understand each other. Reload the page.",
  3502: "This page did not say who you are in time.",
  3503: "The server ended your session.",
  3504: "You are connected too often. Close some tabs and try again.",
  3505: "Too much was opened at once. Reload the page.",
  3506: "This page and the server do not understand each other. Reload the page.",
  3507: "You may not be here.",
  3509: "The server ended the connection because of too many errors. Reload the page.",
};

/**
 * The sentence for people of a code.
 *
 * @param detail what the server said; used for a code that has no sentence here, such as a back end's own
 */
export function sentenceOf(code: number, detail = ""): string {
  return SENTENCES[code] ?? (detail || "The server ended the connection.");
}

/** The reason with the sentence of its code. */
export function reasonOf(code: number, detail = ""): Reason {
  return { code, message: sentenceOf(code, detail) };
}

/** The reason of a `connecting` event of centrifuge. */
export function reasonOfLoss(code: number, detail: string): Reason {
  return code >= 100
    ? reasonOf(code, detail)
    : reasonOf(code === 2 ? ownCodes.noPing : ownCodes.connectionLost);
}

/** The reason of a `disconnected` event of centrifuge that the application did not ask for. */
export function reasonOfRefusal(code: number, detail: string): Reason {
  switch (code) {
    case 0:
      return reasonOf(ownCodes.closed);
    case 1:
      return reasonOf(ownCodes.signedOut);
    case 2:
      return reasonOf(ownCodes.applicationError);
    case 3:
      return reasonOf(1009);
    default:
      return reasonOf(code, detail);
  }
}

/** The reason of an `error` event of centrifuge during an attempt to connect; null if it is about something else. */
export function reasonOfAttempt(
  type: string,
  error: { code: number; message: string },
): Reason | null {
  switch (type) {
    case "transport":
      return reasonOf(
        error.message === "connect timeout" ? ownCodes.timeout : ownCodes.unreachable,
      );
    case "connect":
      return error.code >= 100
        ? reasonOf(error.code, error.message)
        : reasonOf(error.code === 1 ? ownCodes.timeout : ownCodes.unreachable);
    case "connectToken":
      return reasonOf(ownCodes.noToken);
    default:
      return null;
  }
}
