import { ownCodes, type ConnectionState } from "parley-client";
import { useConnection, useParley } from "parley-react";
import { useNow } from "../hooks/use-now.ts";
import { Icon } from "./Icon.tsx";
import "./ConnectionBanner.css";

/** Floats above the messages while the connection is away: what is wrong, and what one can do. Nothing moves when it comes. */
export function ConnectionBanner() {
  const state = useConnection();
  const parley = useParley();
  const waits = "nextAttemptAt" in state && state.nextAttemptAt !== null;
  const now = useNow(waits);
  if (state.status === "connected" || (state.status === "connecting" && state.reason === null)) {
    return null;
  }
  return (
    <div className="banner" data-state={state.status} data-testid="banner">
      <Icon name={state.status === "failed" ? "alert" : "wifiOff"} size={18} />
      <p>
        <strong>{headline(state)}</strong> <span>{detail(state, now)}</span>
      </p>
      {state.status !== "offline" && (waits || !("nextAttemptAt" in state)) && (
        <button
          type="button"
          className="button small"
          data-testid="connect"
          onClick={() => parley.retry()}
        >
          {waits ? "Try now" : "Connect"}
        </button>
      )}
    </div>
  );
}

function headline(state: ConnectionState): string {
  switch (state.status) {
    case "failed":
      return "Disconnected.";
    case "closed":
    case "offline":
      return "You are offline.";
    default:
      return "Reconnecting…";
  }
}

function detail(state: ConnectionState, now: number): string {
  if (state.status === "failed") {
    // Nobody signs in here: the only cause is a server that gives out no tokens.
    return state.reason.code === ownCodes.signedOut
      ? "This server gives out no development tokens."
      : state.reason.message;
  }
  if ("nextAttemptAt" in state) {
    const { attempt, nextAttemptAt } = state;
    return nextAttemptAt === null
      ? `Try ${attempt} is on its way.`
      : `Try ${attempt} in ${Math.max(0, Math.ceil((nextAttemptAt - now) / 1000))} s.`;
  }
  return "What you write waits, and is sent when you are back.";
}
