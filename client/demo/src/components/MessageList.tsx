import type { RoomState } from "parley-client";
import { memo, useCallback, useEffect, useRef, useState } from "react";
import { sameRows, type Chunk, type Row } from "../timeline.ts";
import { clock, dayName } from "../words.ts";
import { Icon } from "./Icon.tsx";
import { MessageRow } from "./MessageRow.tsx";
import { Beginning, Skeleton } from "./Placeholders.tsx";
import { ScrollKeeper } from "./ScrollKeeper.tsx";
import "./MessageList.css";

interface Actions {
  readonly retry: (id: string) => void;
  readonly discard: (id: string) => void;
}

interface Props extends Actions {
  readonly room: string;
  readonly state: RoomState;
  readonly chunks: readonly Chunk[];
  readonly empty: boolean;
  readonly sent: number;
  readonly unseen: number;
  readonly onAtEnd: (atEnd: boolean) => void;
  readonly loadOlder: () => Promise<boolean>;
}

/** The messages, newest last. Older ones are loaded as one scrolls up to them. It does not render when only people come and go. */
export const MessageList = memo(function MessageList(props: Props) {
  const { room, state, chunks, empty, sent, unseen, onAtEnd, loadOlder, retry, discard } = props;
  const [atEnd, setAtEnd] = useState(true);
  const keeper = useRef<ScrollKeeper>(null);
  const onEnd = useCallback(
    (value: boolean) => {
      setAtEnd(value);
      onAtEnd(value);
    },
    [onAtEnd],
  );
  const [failed, setFailed] = useState(false);
  const load = useCallback(() => {
    setFailed(false);
    loadOlder().catch(() => setFailed(true));
  }, [loadOlder]);
  useEffect(() => {
    if (sent > 0) {
      keeper.current?.toEnd();
    }
  }, [sent]);
  const loading = empty && state.status !== "joined";

  return (
    <>
      <ScrollKeeper ref={keeper} label={`Messages in ${room}, newest last`} onAtEnd={onEnd}>
        {loading ? (
          <Skeleton />
        ) : (
          <>
            {state.hasOlder ? (
              <Older
                loading={state.loadingOlder}
                failed={failed}
                ready={state.status === "joined"}
                load={load}
              />
            ) : (
              <Beginning room={room} empty={empty} />
            )}
            {state.gap && (
              <p className="gap" role="note" data-testid="gap">
                You were away for long. The server no longer has some of the messages before these.
              </p>
            )}
            <div role="list" aria-label="Messages" data-testid="messages">
              {chunks.map(({ key, rows }) => (
                <Rows key={key} rows={rows} retry={retry} discard={discard} />
              ))}
            </div>
          </>
        )}
      </ScrollKeeper>
      {!atEnd && (
        <button
          type="button"
          className="jump"
          data-new={unseen > 0}
          data-testid="jump"
          onClick={() => keeper.current?.toEnd()}
        >
          <Icon name="down" size={16} />
          {unseen === 0
            ? "Newest messages"
            : unseen === 1
              ? "1 new message"
              : `${unseen} new messages`}
        </button>
      )}
    </>
  );
});

/** Loads older messages when it comes into sight; a button if that failed. */
function Older(props: { loading: boolean; failed: boolean; ready: boolean; load: () => void }) {
  const { loading, failed, ready, load } = props;
  const place = useRef<HTMLDivElement>(null);
  const waits = ready && !loading && !failed;
  useEffect(() => {
    if (!waits) {
      return;
    }
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && load(),
      { root: place.current!.closest("[data-testid=stream]"), rootMargin: "400px 0px 0px" },
    );
    observer.observe(place.current!);
    return () => observer.disconnect();
  }, [waits, load]);
  return (
    <div ref={place} className="older" data-testid="older">
      {failed ? (
        <button type="button" className="button small" onClick={load}>
          Older messages could not be loaded. Try again
        </button>
      ) : (
        <span className="soft">Loading older messages…</span>
      )}
    </div>
  );
}

/** A part of the list; it renders only if one of its rows has changed. */
const Rows = memo(
  function Rows({ rows, retry, discard }: Actions & { rows: readonly Row[] }) {
    return (
      <div className="rows" role="presentation">
        {rows.map((row) => (
          <OneRow key={row.key} row={row} retry={retry} discard={discard} />
        ))}
      </div>
    );
  },
  (a, b) => a.retry === b.retry && a.discard === b.discard && sameRows(a.rows, b.rows),
);

function OneRow({ row, retry, discard }: Actions & { row: Row }) {
  switch (row.kind) {
    case "message":
      return (
        <MessageRow message={row.message} grouped={row.grouped} retry={retry} discard={discard} />
      );
    case "day":
      return (
        <div className="divider" role="listitem">
          <span className="divider-day">{dayName(row.at, Date.now())}</span>
        </div>
      );
    case "new":
      return (
        <div className="divider divider-new" role="listitem" data-testid="unread-marker">
          <span>New</span>
        </div>
      );
    case "notice":
      return (
        <div className="notice" role="listitem" data-testid="notice">
          {row.text} <time>{clock(row.at)}</time>
        </div>
      );
  }
}
