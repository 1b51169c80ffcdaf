import { Icon } from "./Icon.tsx";
import "./Placeholders.css";

/** Grey lines where messages will be, until the first page has come. */
export function Skeleton() {
  return (
    <div className="skeleton" role="status" data-testid="loading">
      <span className="unseen">Loading messages…</span>
      {["wide", "middle", "wide", "short", "middle"].map((width, index) => (
        <div key={index} className="skeleton-row" aria-hidden="true">
          <span className="skeleton-face" />
          <span className="skeleton-lines">
            <span className="skeleton-line name" />
            <span className={`skeleton-line ${width}`} />
          </span>
        </div>
      ))}
    </div>
  );
}

/** Stands above the first message of a room, and invites to write it. */
export function Beginning({ room, empty }: { room: string; empty: boolean }) {
  return (
    <div className="beginning" data-testid={empty ? "empty" : "beginning"}>
      <span className="beginning-icon">
        <Icon name="hash" size={26} />
      </span>
      <h3>{empty ? "It is quiet in here" : `The beginning of #${room}`}</h3>
      <p>
        {empty
          ? `Write the first message of #${room}, or open the room as another person and talk to yourself.`
          : "Messages are stored, and everybody who comes later can read them."}
      </p>
      {empty && (
        <a
          className="button"
          href={`?${new URLSearchParams({ user: "Guest", room })}`}
          target="_blank"
          rel="noopener"
        >
          Open as Guest in a new tab
        </a>
      )}
    </div>
  );
}
