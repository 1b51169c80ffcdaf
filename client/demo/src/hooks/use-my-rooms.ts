import type { Parley } from "parley-client";
import { useCallback, useEffect, useState } from "react";
import { loadRooms, saveRooms, withRoom } from "../my-rooms.ts";

/** The rooms of the side bar. The page is subscribed to all of them, so that their unread counts are alive. */
export function useMyRooms(parley: Parley, current: string) {
  const [rooms, setRooms] = useState(() => withRoom(loadRooms(localStorage), current));
  if (!rooms.includes(current)) {
    setRooms(withRoom(rooms, current));
  }
  const names = rooms.join("\n");
  useEffect(() => {
    saveRooms(localStorage, rooms);
    return parley.unread.watch(rooms);
    // The list itself is another object at times when the names are the same.
  }, [parley, names]);

  /** Takes a room out of the side bar. Returns the room to show instead. */
  const leave = useCallback(
    (room: string): string => {
      const index = rooms.indexOf(room);
      const kept = rooms.filter((name) => name !== room);
      const left = kept.length === 0 ? ["general"] : kept;
      setRooms(left);
      return left[Math.min(index, left.length - 1)]!;
    },
    [rooms],
  );
  return { rooms, leave };
}
