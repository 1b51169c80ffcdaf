/** What the server says to a poll: a line about the poll itself, then a frame of the protocol. */
export interface PollAnswer {
  /** The id of the session; only in the answer to an opening. */
  readonly poll?: string;
  /** The longest that the server keeps a poll waiting, in seconds; only there, too. */
  readonly wait?: number;
  /** After how many seconds without a poll the server ends the session; only there, too. */
  readonly absence?: number;
  /** The number of the frame, to be acknowledged; absent if nothing has come. */
  readonly batch?: number;
  /** The session has ended; the frame says why. */
  readonly end?: boolean;
  /** Empty if there is none. */
  readonly frame: string;
}

/** How a session ended. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
}

/**
 * Reads an answer.
 *
 * @throws SyntaxError when it is none, such as the page of a proxy
 */
export function parseAnswer(text: string): PollAnswer {
  const lineEnd = text.indexOf("\n");
  const line = lineEnd < 0 ? text : text.slice(0, lineEnd);
  return { ...(JSON.parse(line) as object), frame: lineEnd < 0 ? "" : text.slice(lineEnd + 1) };
}

/** How the session ended, if the answer says so. */
export function endingOf(answer: PollAnswer): Ending | null {
  if (answer.end !== true) {
    return null;
  }
  const { push } = JSON.parse(answer.frame) as { push: { disconnect: Ending } };
  return { code: push.disconnect.code, reason: push.disconnect.reason };
}
