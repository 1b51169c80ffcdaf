import type { ConnectionState, PresentUser } from "parley-client";

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const SECONDS = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const DAY_MS = 86_400_000;

export const clock = (time: number): string => CLOCK.format(time);
export const clockWithSeconds = (time: number): string => SECONDS.format(time);
export const fullTime = (time: number): string => FULL.format(time);

/** "Today", "Yesterday", or the date. */
export function dayName(time: number, now: number): string {
  const day = new Date(time).toDateString();
  if (day === new Date(now).toDateString()) {
    return "Today";
  }
  return day === new Date(now - DAY_MS).toDateString() ? "Yesterday" : DAY.format(time);
}

/** A state of the connection in a word or two. */
export function stateWord(state: ConnectionState): string {
  switch (state.status) {
    case "connecting":
      return "Connecting";
    case "connected":
      return "Connected";
    case "reconnecting":
      return "Reconnecting";
    case "offline":
      return "Offline";
    case "failed":
      return "Disconnected";
    case "closed":
      return "Offline";
  }
}

/** "Ben is typing", "Ben and Chiara are typing", "Several people are typing"; empty if nobody is. */
export function typingSentence(people: readonly PresentUser[]): string {
  const [first, second] = people;
  if (first === undefined) {
    return "";
  }
  if (second === undefined) {
    return `${first.name} is typing`;
  }
  return people.length === 2
    ? `${first.name} and ${second.name} are typing`
    : "Several people are typing";
}

/** A count for a badge: at most two digits. */
export function badge(count: number): string {
  return count > 99 ? "99+" : String(count);
}
