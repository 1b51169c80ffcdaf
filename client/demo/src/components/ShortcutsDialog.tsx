import { Dialog } from "./Dialog.tsx";
import "./ShortcutsDialog.css";

const SHORTCUTS: readonly (readonly [keys: readonly string[], meaning: string])[] = [
  [["Ctrl", "K"], "Find, create or join a room"],
  [["Alt", "↓"], "Next room"],
  [["Alt", "↑"], "Previous room"],
  [["Enter"], "Send the message"],
  [["Shift", "Enter"], "New line in the message"],
  [["Esc"], "Close what is open"],
  [["?"], "Show this list"],
];

/** Lists the keys of useShortcuts and of the message box. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <dl className="shortcuts">
        {SHORTCUTS.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>{meaning}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
