import { useConnection, useRoom } from "parley-react";
import { useEffect, useRef, useState } from "react";
import { textOf } from "../text.ts";
import { stateWord } from "../words.ts";

/** Says to screen readers what others write in the open room, and when the connection comes and goes. */
export function Announcer({ room }: { room: string }) {
  const state = useConnection();
  const { messages } = useRoom(room);
  const newest = messages.at(-1);
  const [said, setSaid] = useState("");
  const heard = useRef<{ room: string; offset: number } | null>(null);
  useEffect(() => {
    if (newest === undefined || newest.offset === null) {
      return;
    }
    const before = heard.current;
    heard.current = { room, offset: newest.offset };
    if (before?.room === room && newest.offset > before.offset && !newest.own) {
      setSaid(`${newest.name || "Server"}: ${textOf(newest.data)}`);
    }
  }, [room, newest]);
  return (
    <>
      <p className="unseen" role="status">
        {stateWord(state)}
      </p>
      <p className="unseen" aria-live="polite" data-testid="announced">
        {said}
      </p>
    </>
  );
}
