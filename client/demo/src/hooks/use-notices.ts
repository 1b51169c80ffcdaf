import type { Message, PresentUser } from "parley-client";
import { useEffect, useRef, useState } from "react";
import { Arrivals } from "../arrivals.ts";
import type { Notice } from "../timeline.ts";

/** Older notices are dropped. */
const LIMIT = 100;

/** Lines about who comes and goes, from now on, in the room that is shown. */
export function useNotices(
  me: string,
  people: readonly PresentUser[],
  joined: boolean,
  messages: readonly Message[],
): readonly Notice[] {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const last = useRef<string | null>(null);
  const count = useRef(0);
  const arrivals = useRef<Arrivals | null>(null);
  useEffect(() => {
    last.current = messages.findLast(({ status }) => status === "stored")?.id ?? null;
  }, [messages]);
  useEffect(() => {
    arrivals.current ??= new Arrivals(me, (text) => {
      const notice = {
        key: `notice-${++count.current}`,
        text,
        at: Date.now(),
        after: last.current,
      };
      setNotices((before) => [...before, notice].slice(-LIMIT));
    });
    arrivals.current.update(people, joined);
  }, [me, people, joined]);
  useEffect(
    () => () => {
      arrivals.current?.stop();
      arrivals.current = null;
    },
    [],
  );
  return notices;
}
