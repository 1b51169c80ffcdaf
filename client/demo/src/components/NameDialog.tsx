import { useState } from "react";
import { address, clean } from "../identity.ts";
import { Dialog } from "./Dialog.tsx";

/** Asks for another name. Another name is another user with another token, so the page starts again. */
export function NameDialog({
  name,
  room,
  onClose,
}: {
  name: string;
  room: string;
  onClose: () => void;
}) {
  const [text, setText] = useState(name);
  return (
    <Dialog title="Change your name" onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          const chosen = clean(text);
          if (chosen !== null && chosen !== name) {
            location.assign(address(chosen, room));
          }
          onClose();
        }}
      >
        <p className="soft">
          Each tab may have a name of its own, so one person can try a conversation.
        </p>
        <label className="field">
          Name
          <input
            value={text}
            maxLength={40}
            required
            autoFocus
            autoComplete="off"
            data-testid="new-name"
            onChange={(event) => setText(event.target.value)}
            onFocus={(event) => event.target.select()}
          />
        </label>
        <div className="form-buttons">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button primary" data-testid="save-name">
            Use this name
          </button>
        </div>
      </form>
    </Dialog>
  );
}
