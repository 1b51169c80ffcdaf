import { useUnread } from "parley-react";
import { badge } from "../words.ts";
import { Icon } from "./Icon.tsx";

interface Props {
  readonly room: string;
  readonly current: boolean;
  readonly enter: (room: string) => void;
  /** Null if it is the only room. */
  readonly leave: ((room: string) => void) | null;
}

/** A room in the side bar, with its unread count. */
export function RoomLink({ room, current, enter, leave }: Props) {
  const unread = useUnread(room);
  const shown = current ? 0 : unread;
  return (
    <li className="nav-item">
      <button
        type="button"
        className="nav-link"
        data-testid={`room-${room}`}
        data-unread={shown > 0}
        aria-current={current ? "page" : undefined}
        onClick={() => enter(room)}
      >
        <Icon name="hash" size={16} />
        <span className="nav-label">{room}</span>
        {shown > 0 && (
          <span className="nav-badge" data-testid={`unread-${room}`}>
            {badge(shown)}
            <span className="unseen"> unread</span>
          </span>
        )}
      </button>
      {leave !== null && (
        <button
          type="button"
          className="icon-button small nav-leave"
          aria-label={`Leave ${room}`}
          title="Leave this room"
          onClick={() => leave(room)}
        >
          <Icon name="close" size={14} />
        </button>
      )}
    </li>
  );
}
