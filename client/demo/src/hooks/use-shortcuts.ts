import { useEffect, useRef } from "react";

interface Actions {
  readonly rooms: readonly string[];
  readonly current: string;
  readonly enter: (room: string) => void;
  readonly openRooms: () => void;
  readonly openHelp: () => void;
  readonly escape: () => void;
}

/** The keys that work everywhere on the page. ShortcutsDialog lists them. */
export function useShortcuts(actions: Actions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector("dialog[open]") !== null) {
        return;
      }
      const { rooms, current, enter, openRooms, openHelp, escape } = latest.current;
      const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        openRooms();
      } else if (event.altKey && step !== 0) {
        enter(rooms[(rooms.indexOf(current) + step + rooms.length) % rooms.length]!);
      } else if (event.key === "?" && !isWriting(event.target)) {
        openHelp();
      } else if (event.key === "Escape") {
        escape();
      } else {
        return;
      }
      event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
