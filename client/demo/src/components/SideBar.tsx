import type { Page } from "../hooks/use-route.ts";
import type { Me } from "../identity.ts";
import { Icon } from "./Icon.tsx";
import { MeMenu } from "./MeMenu.tsx";
import { RoomLink } from "./RoomLink.tsx";
import "./SideBar.css";

interface Props {
  readonly me: Me;
  readonly rooms: readonly string[];
  /** The room that is shown, or null on another page. */
  readonly current: string | null;
  readonly page: Page;
  readonly enter: (room: string) => void;
  readonly leave: (room: string) => void;
  readonly showTry: () => void;
  readonly openRooms: () => void;
  readonly openName: () => void;
  readonly openShortcuts: () => void;
}

/** Where one can go: rooms with their unread counts, and the other pages. Below: who one is. */
export function SideBar(props: Props) {
  const { me, rooms, current, page, enter, leave, showTry, openRooms } = props;
  return (
    <div className="side-bar">
      <header className="side-bar-brand">
        <img src="./favicon.svg" alt="" width="26" height="26" />
        <h1>Parley</h1>
      </header>
      {/* The bell of notifications has its place here, beside the search. */}
      <button
        type="button"
        className="side-bar-search"
        data-testid="open-rooms"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={openRooms}
      >
        <Icon name="search" size={16} />
        <span>Go to a room</span>
        <kbd aria-hidden="true">Ctrl K</kbd>
      </button>
      <nav className="side-bar-nav" aria-label="Workspace">
        <div className="side-bar-heading">
          <h2>Rooms</h2>
          <button
            type="button"
            className="icon-button small"
            aria-label="Create or join a room"
            title="Create or join a room"
            onClick={openRooms}
          >
            <Icon name="plus" size={16} />
          </button>
        </div>
        <ul>
          {rooms.map((room) => (
            <RoomLink
              key={room}
              room={room}
              current={room === current}
              enter={enter}
              leave={rooms.length > 1 ? leave : null}
            />
          ))}
        </ul>
        {/* Shared documents and dashboards get a section of their own here. */}
        <div className="side-bar-heading">
          <h2>For developers</h2>
        </div>
        <ul>
          <li className="nav-item">
            <button
              type="button"
              className="nav-link"
              aria-current={page === "try" ? "page" : undefined}
              data-testid="open-try"
              onClick={showTry}
            >
              <Icon name="terminal" size={16} />
              <span className="nav-label">Try it</span>
            </button>
          </li>
        </ul>
      </nav>
      <MeMenu me={me} openName={props.openName} openShortcuts={props.openShortcuts} />
    </div>
  );
}
