import { CloseEvent } from "partysocket/ws";
import type { WebSocketReason } from "./socket-options.js";

/** The code of a connection that nobody has closed. */
const ABNORMAL = 1006;
const UNREACHABLE = "The server cannot be reached.";

/** The other side is silent, though nobody has closed the connection. */
export const SILENCE: WebSocketReason = {
  code: ABNORMAL,
  message: "The server does not answer any more.",
};

/**
 * Why a connection, or an attempt, has ended.
 *
 * @param wasOpen whether there was a connection
 * @returns the reason with a sentence, and what the server has said itself
 */
export function reasonOfClose(
  event: { readonly code: number; readonly reason: string },
  wasOpen: boolean,
): { reason: WebSocketReason; closeReason: string } {
  // partysocket makes an event of its own when there was an error or the attempt took too long.
  const isOwn = event instanceof CloseEvent;
  const closeReason = isOwn ? "" : event.reason;
  const message = closeReason || (wasOpen ? "The connection was lost." : UNREACHABLE);
  return { reason: { code: isOwn ? ABNORMAL : event.code, message }, closeReason };
}

/** Why there is no url. @param message what the application's function has thrown */
export function reasonOfNoUrl(message: string): WebSocketReason {
  return { code: ABNORMAL, message: message || UNREACHABLE };
}

/** Whether attempts go on after a code. By the others Parley, and all servers of the protocol of `centrifuge`, refuse for good. */
export function isTemporary(code: number): boolean {
  return code < 3500 || (code >= 4000 && code < 4500);
}
