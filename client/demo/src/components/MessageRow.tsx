import type { Message } from "parley-client";
import { memo } from "react";
import { piecesOf, textOf } from "../text.ts";
import { clock, fullTime } from "../words.ts";
import { Avatar } from "./Avatar.tsx";
import { Icon } from "./Icon.tsx";
import "./MessageRow.css";

interface Props {
  readonly message: Message;
  /** Whether it stands under the name of the message above. */
  readonly grouped: boolean;
  readonly retry: (id: string) => void;
  readonly discard: (id: string) => void;
}

/** A message, with what has become of it as long as it is not stored. */
export const MessageRow = memo(function MessageRow({ message, grouped, retry, discard }: Props) {
  const { id, offset, user, name, time, data, status, error } = message;
  const author = name || user || "Server";
  return (
    <div
      className="message"
      role="listitem"
      data-testid="message"
      data-state={status}
      data-grouped={grouped}
      data-user={user}
      data-offset={offset ?? undefined}
    >
      <div className="message-gutter">
        {grouped ? <Time time={time} offset={offset} /> : <Avatar user={user} name={author} />}
      </div>
      <div className="message-body">
        {!grouped && (
          <div className="message-head">
            <span className="message-author">{author}</span>
            {user === "" && <span className="tag">API</span>}
            <Time time={time} offset={offset} />
          </div>
        )}
        <p className="message-text" data-testid="text">
          {piecesOf(textOf(data)).map(({ text, href }, index) =>
            href === null ? (
              text
            ) : (
              <a key={index} href={href} target="_blank" rel="noopener noreferrer">
                {text}
              </a>
            ),
          )}
        </p>
        {status === "failed" && (
          <div className="message-failed" role="alert">
            <Icon name="alert" size={16} />
            <span data-testid="message-problem">{error?.message ?? "It was not sent."}</span>
            <button type="button" className="link" data-testid="retry" onClick={() => retry(id)}>
              Try again
            </button>
            <button
              type="button"
              className="link"
              data-testid="discard"
              onClick={() => discard(id)}
            >
              Discard
            </button>
          </div>
        )}
      </div>
      {(status === "queued" || status === "pending") && (
        <div className="message-state">
          {status === "queued" && (
            <button
              type="button"
              className="link"
              data-testid="discard"
              aria-label="Discard this waiting message"
              onClick={() => discard(id)}
            >
              Discard
            </button>
          )}
          <Icon name="clock" size={14} />
          {status === "queued" ? "Waiting" : "Sending"}
        </div>
      )}
    </div>
  );
});

function Time({ time, offset }: { time: number; offset: number | null }) {
  if (time <= 0) {
    return null;
  }
  const stored = offset === null ? "" : `\nStored at offset ${offset}`;
  return (
    <time
      className="message-time"
      dateTime={new Date(time).toISOString()}
      title={fullTime(time) + stored}
    >
      {clock(time)}
    </time>
  );
}
