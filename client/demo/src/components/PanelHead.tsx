import { Icon } from "./Icon.tsx";
import "./PanelHead.css";

/** The head of a side panel: its title and the button that closes it. */
export function PanelHead({ title, onClose }: { title: string; onClose: () => void }) {
  return (
    <header className="panel-head">
      <h2>{title}</h2>
      <button
        type="button"
        className="icon-button"
        aria-label={`Close ${title}`}
        data-testid="close-panel"
        onClick={onClose}
      >
        <Icon name="close" />
      </button>
    </header>
  );
}
