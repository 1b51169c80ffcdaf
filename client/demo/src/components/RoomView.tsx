import { useCallback, useMemo, useState } from "react";
import type { Me } from "../identity.ts";
import { usePresence, useRoom, useUnread } from "parley-react";
import { useNotices } from "../hooks/use-notices.ts";
import { useUnseen } from "../hooks/use-unseen.ts";
import { useTitle } from "../hooks/use-title.ts";
import { chunksOf } from "../timeline.ts";
import { Announcer } from "./Announcer.tsx";
import { Avatar } from "./Avatar.tsx";
import { Composer } from "./Composer.tsx";
import { ConnectionBanner } from "./ConnectionBanner.tsx";
import { MessageList } from "./MessageList.tsx";
import { PageHead, type HeadProps } from "./PageHead.tsx";
import { RoomProblem } from "./RoomProblem.tsx";
import { Icon } from "./Icon.tsx";
import "./RoomView.css";

/** More people than this are a number. */
const FACES = 3;

/** One room: who is here, the messages, the box to write in. */
export function RoomView({ room, me, head }: { room: string; me: Me; head: HeadProps }) {
  const { messages, state, send, retry, discard, loadOlder, markRead } = useRoom<unknown>(room);
  const people = usePresence(room);
  const unread = useUnread(room);
  const [atEnd, setAtEnd] = useState(true);
  /** Counts own messages: after each, the list goes to its end. */
  const [sent, setSent] = useState(0);
  const notices = useNotices(me.user, people, state.status === "joined", messages);
  const { firstNew, unseen } = useUnseen(messages, unread, atEnd, markRead);
  const chunks = useMemo(
    () => chunksOf(messages, notices, firstNew),
    [messages, notices, firstNew],
  );
  useTitle(`#${room}`);
  const say = useCallback(
    (text: string) => {
      send({ text });
      setSent((count) => count + 1);
    },
    [send],
  );
  const refused = state.status === "refused";

  return (
    <section className="room" aria-label={`Room ${room}`}>
      <PageHead
        head={head}
        title={
          <>
            <span className="room-hash" aria-hidden="true">
              #
            </span>
            <span data-testid="room-title">{room}</span>
          </>
        }
      >
        <button
          type="button"
          className="faces"
          aria-expanded={head.panel === "people"}
          data-testid="open-people"
          onClick={() => head.setPanel(head.panel === "people" ? null : "people")}
        >
          {people.slice(0, FACES).map(({ user, name }) => (
            <Avatar key={user} user={user} name={name} size="s" />
          ))}
          <span className="faces-count">
            <Icon name="users" size={16} />
            <span className="unseen">People here: </span>
            {people.length}
          </span>
        </button>
      </PageHead>
      <div className="room-body">
        <ConnectionBanner />
        {refused ? (
          <RoomProblem room={room} reason={state.reason} />
        ) : (
          <MessageList
            room={room}
            state={state}
            chunks={chunks}
            empty={messages.length === 0}
            sent={sent}
            unseen={unseen}
            onAtEnd={setAtEnd}
            loadOlder={loadOlder}
            retry={retry}
            discard={discard}
          />
        )}
      </div>
      <Composer key={room} room={room} disabled={refused} say={say} />
      <Announcer room={room} />
    </section>
  );
}
