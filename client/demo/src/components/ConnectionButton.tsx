import { useConnection } from "parley-react";
import { stateWord } from "../words.ts";
import "./ConnectionButton.css";

/** The state of the connection in a word. Opens the panel that says more. */
export function ConnectionButton({ open, onClick }: { open: boolean; onClick: () => void }) {
  const state = useConnection();
  return (
    <button
      type="button"
      className="connection-button"
      data-testid="status"
      data-state={state.status}
      aria-expanded={open}
      aria-label={`Connection: ${stateWord(state)}`}
      title="Show the connection"
      onClick={onClick}
    >
      <span className="state-dot" data-state={state.status} />
      <span className="connection-button-word">{stateWord(state)}</span>
    </button>
  );
}
