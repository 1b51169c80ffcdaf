import type { ConnectionState } from "../connection.ts";
import { byId } from "./dom.ts";

const WORDS = {
  connecting: "Connecting",
  connected: "Connected",
  reconnecting: "Reconnecting",
  disconnected: "Disconnected",
} as const;

/** Shows the state of the connection: in a word, and when it is not well, why. */
export function showStatus(state: ConnectionState): void {
  const status = byId("status");
  const well = state.kind === "connected";
  status.dataset.state = state.kind;
  status.title = state.detail;
  byId("status-word").textContent = WORDS[state.kind];
  byId("status-detail").textContent = well ? "" : state.detail;
  byId("connect").hidden = state.kind !== "disconnected";
}
