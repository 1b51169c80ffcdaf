import { useSyncExternalStore } from "react";

/** Whether the tab can be seen. What arrives in a hidden tab stays unread. */
export function useVisible(): boolean {
  return useSyncExternalStore(
    (changed) => {
      document.addEventListener("visibilitychange", changed);
      return () => document.removeEventListener("visibilitychange", changed);
    },
    () => document.visibilityState === "visible",
  );
}
