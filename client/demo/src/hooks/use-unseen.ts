import type { Message } from "parley-client";
import { useEffect, useRef, useState } from "react";
import { useVisible } from "./use-visible.ts";

/** The messages that the reader has not seen yet. */
export interface Unseen {
  /** The id of the message above which the line "New" stands, or null. */
  readonly firstNew: string | null;
  /** How many messages of others have come since the reader looked. */
  readonly unseen: number;
}

/**
 * Marks messages as read when the reader sees them: the tab is visible, and the list is at its end. Finds the place of the line
 * "New", which stays until the next new messages come or the reader writes.
 */
export function useUnseen(
  messages: readonly Message[],
  unread: number,
  atEnd: boolean,
  markRead: () => void,
): Unseen {
  const looking = useVisible() && atEnd;
  const [firstNew, setFirstNew] = useState<string | null>(null);
  /** The messages that the reader has seen, by the id of the last one; null until the first page is there. */
  const seen = useRef<{ last: string | null } | null>(null);
  const newest = messages.at(-1);

  useEffect(() => {
    if (newest === undefined) {
      return;
    }
    if (seen.current === null) {
      const stored = messages.filter(({ status }) => status === "stored");
      const unseen = unread > 0 ? stored.slice(-unread) : [];
      // A reader who has never been here would find everything new.
      const first = unread < stored.length ? unseen.find(({ own }) => !own) : undefined;
      setFirstNew(first?.id ?? null);
      seen.current = { last: newest.id };
    } else if (newest.own && newest.offset === null) {
      setFirstNew(null);
    } else if (!looking && !newest.own) {
      const from = messages.findIndex(({ id }) => id === seen.current?.last) + 1;
      const first = messages.slice(from).find(({ own }) => !own);
      setFirstNew(first?.id ?? null);
    }
    if (looking) {
      seen.current = { last: newest.id };
    }
    // `unread` is looked at once, when the first page has come.
  }, [messages, newest, looking]);

  useEffect(() => {
    if (looking && unread > 0 && newest !== undefined) {
      markRead();
    }
  }, [looking, unread, newest, markRead]);

  const from = firstNew === null || looking ? -1 : messages.findIndex(({ id }) => id === firstNew);
  const unseen = from < 0 ? 0 : messages.slice(from).filter(({ own }) => !own).length;
  return { firstNew, unseen };
}
