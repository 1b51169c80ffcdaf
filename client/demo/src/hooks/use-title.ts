import { useEffect } from "react";
import { badge } from "../words.ts";
import { useUnread } from "parley-react";

/** Shows a title in the browser's tab, with the number of unread messages of all rooms before it. */
export function useTitle(title: string): void {
  const unread = useUnread();
  useEffect(() => {
    document.title = `${unread > 0 ? `(${badge(unread)}) ` : ""}${title} · Parley`;
  }, [title, unread]);
}
