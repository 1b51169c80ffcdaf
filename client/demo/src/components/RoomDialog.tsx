import { useId, useState, type KeyboardEvent } from "react";
import { roomName } from "../identity.ts";
import { Dialog } from "./Dialog.tsx";
import { Icon } from "./Icon.tsx";
import "./RoomDialog.css";

interface Props {
  readonly rooms: readonly string[];
  readonly enter: (room: string) => void;
  readonly onClose: () => void;
}

/** Finds a room by a part of its name, or creates or joins another one. */
export function RoomDialog({ rooms, enter, onClose }: Props) {
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const id = useId();
  const name = roomName(text);
  const found = rooms.filter((room) => room.includes(name ?? text.trim().toLowerCase()));
  const choices = name === null || rooms.includes(name) ? found : [...found, name];
  const chosen = choices[active];
  const problem = text.trim() !== "" && name === null;

  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && choices.length > 0) {
      event.preventDefault();
      setActive((active + step + choices.length) % choices.length);
    }
  };

  return (
    <Dialog title="Go to a room" place="top" bare onClose={onClose}>
      <form
        className="room-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen !== undefined) {
            enter(chosen);
          }
        }}
      >
        <div className="room-dialog-search">
          <Icon name="search" />
          <input
            role="combobox"
            aria-label="Name of the room"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={chosen === undefined ? undefined : `${id}-${active}`}
            aria-describedby={`${id}-problem`}
            aria-invalid={problem}
            placeholder="Find, create or join a room"
            value={text}
            autoFocus
            autoComplete="off"
            spellCheck={false}
            data-testid="room-name"
            onChange={(event) => {
              setText(event.target.value);
              setActive(0);
            }}
            onKeyDown={onKey}
          />
        </div>
        <p id={`${id}-problem`} className="room-dialog-problem" role="alert">
          {problem ? "Use letters a–z, digits, dots and dashes, at most 64." : ""}
        </p>
        <ul id={`${id}-list`} role="listbox" aria-label="Rooms" className="room-dialog-list">
          {choices.map((room, index) => (
            <li
              key={room}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              className="room-dialog-choice"
              onPointerMove={() => setActive(index)}
              onClick={() => enter(room)}
            >
              <Icon name={rooms.includes(room) ? "hash" : "plus"} size={16} />
              {rooms.includes(room) ? room : `Create or join “${room}”`}
            </li>
          ))}
        </ul>
      </form>
    </Dialog>
  );
}
