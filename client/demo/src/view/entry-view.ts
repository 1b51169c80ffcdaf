import type { Message, Notice } from "../entries.ts";
import { avatar, make } from "./dom.ts";

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** A line about something that happened. */
export function noticeElement(notice: Notice): HTMLElement {
  return make(
    "li",
    { class: "notice", "data-key": notice.key, "data-testid": "notice" },
    make("span", {}, notice.text),
    clock(notice.at),
  );
}

/**
 * One message.
 *
 * @param grouped whether it continues the one above, so that its author needs no second heading
 */
export function messageElement(
  message: Message,
  grouped: boolean,
  retry: (id: string) => void,
): HTMLElement {
  const { author, own, delivery } = message;
  const name = author?.name ?? "Server";
  const head = make("div", { class: "head" }, make("span", { class: "author" }, name));
  if (author === null) {
    head.append(make("span", { class: "tag" }, "API"));
  }
  if (message.at !== null) {
    head.append(clock(message.at));
  }
  const text = make("p", { class: "text", "data-testid": "text" }, message.text);
  const line = make("div", { class: "line" }, text, deliveryElement(message, retry));
  const element = make(
    "li",
    {
      class: ["message", own ? "own" : "", grouped ? "grouped" : "", delivery.state].join(" "),
      "data-key": message.key,
      "data-testid": "message",
      "data-state": delivery.state,
      "data-user": author?.user ?? "",
    },
    avatar(author?.user ?? "", author === null ? "{ }" : name),
    make("div", { class: "body" }, head, line),
  );
  if (delivery.state === "stored") {
    element.setAttribute("data-offset", String(delivery.offset));
  }
  return element;
}

function deliveryElement(message: Message, retry: (id: string) => void): HTMLElement {
  const { delivery } = message;
  switch (delivery.state) {
    case "sending":
      return make("span", { class: "delivery" }, "sending…");
    case "stored":
      return make(
        "span",
        { class: "delivery", title: `Stored in the log at offset ${delivery.offset}` },
        `#${delivery.offset}`,
      );
    case "failed": {
      const again = make(
        "button",
        { type: "button", class: "retry", "data-testid": "retry" },
        "Retry",
      );
      again.addEventListener("click", () => retry(message.key.slice("own-".length)));
      const reason = delivery.later ? "waiting for the connection" : `not sent: ${delivery.reason}`;
      return make(
        "span",
        { class: delivery.later ? "delivery" : "delivery lost" },
        `${reason} `,
        again,
      );
    }
  }
}

function clock(at: number): HTMLElement {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  return make(
    "time",
    { datetime: date.toISOString(), title: FULL.format(date) },
    today ? CLOCK.format(date) : `${DAY.format(date)}, ${CLOCK.format(date)}`,
  );
}
