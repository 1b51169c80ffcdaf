import { useCallback, useEffect, useState } from "react";
import { address, roomName, type Me } from "../identity.ts";

/** What the main part of the page shows. */
export type Page = "room" | "try";

/** Where one is: the address of the page says it, so that it can be shared, and the browser's buttons work. */
export interface Route {
  readonly room: string;
  readonly page: Page;
}

/** The route, and a function that goes to a room or a page. */
export function useRoute(
  me: Me,
  start: string,
): [Route, (to: { room?: string; page?: Page }) => void] {
  const [route, setRoute] = useState<Route>(() => read(start));
  useEffect(() => {
    history.replaceState(null, "", write(me, route));
    sessionStorage.setItem("parley.room", route.room);
  }, [me, route]);
  useEffect(() => {
    const back = () => setRoute(read(start));
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, [start]);
  const go = useCallback(
    ({ room = route.room, page = "room" }: { room?: string; page?: Page }) => {
      if (room !== route.room || page !== route.page) {
        history.pushState(null, "", write(me, { room, page }));
        setRoute({ room, page });
      }
    },
    [me, route],
  );
  return [route, go];
}

function read(start: string): Route {
  const asked = new URLSearchParams(location.search);
  return {
    room: roomName(asked.get("room")) ?? start,
    page: asked.get("page") === "try" ? "try" : "room",
  };
}

function write(me: Me, { room, page }: Route): string {
  return address(me.name, room) + (page === "room" ? "" : `&page=${page}`);
}
