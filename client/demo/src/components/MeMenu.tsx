import { useRef, useState } from "react";
import type { Me } from "../identity.ts";
import { currentTheme, setTheme, type Theme } from "../theme.ts";
import { Avatar } from "./Avatar.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import "./MeMenu.css";

const THEMES: readonly { theme: Theme; label: string; icon: IconName }[] = [
  { theme: "system", label: "System", icon: "system" },
  { theme: "light", label: "Light", icon: "sun" },
  { theme: "dark", label: "Dark", icon: "moon" },
];

interface Props {
  readonly me: Me;
  readonly openName: () => void;
  readonly openShortcuts: () => void;
}

/** Who one is, and what one may choose for oneself. */
export function MeMenu({ me, openName, openShortcuts }: Props) {
  const menu = useRef<HTMLDivElement>(null);
  const [theme, choose] = useState(currentTheme);
  const pick = (action: () => void) => () => {
    menu.current?.hidePopover();
    action();
  };
  return (
    <footer className="me">
      <button type="button" className="me-button" data-testid="me" popoverTarget="me-menu">
        <Avatar user={me.user} name={me.name} />
        <span className="me-text">
          <span className="me-name" data-testid="me-name">
            {me.name}
          </span>
          <span className="me-hint">Name and theme</span>
        </span>
      </button>
      <div ref={menu} id="me-menu" className="me-menu" popover="auto">
        <button
          type="button"
          className="menu-item"
          data-testid="change-name"
          onClick={pick(openName)}
        >
          <Icon name="pencil" size={16} />
          Change name
        </button>
        <button type="button" className="menu-item" onClick={pick(openShortcuts)}>
          <Icon name="keyboard" size={16} />
          Keyboard shortcuts
        </button>
        <fieldset className="themes">
          <legend>Theme</legend>
          {THEMES.map(({ theme: value, label, icon }) => (
            <label key={value} className="theme">
              <input
                type="radio"
                name="theme"
                className="unseen"
                value={value}
                checked={theme === value}
                onChange={() => {
                  setTheme(value);
                  choose(value);
                }}
              />
              <Icon name={icon} size={16} />
              {label}
            </label>
          ))}
        </fieldset>
      </div>
    </footer>
  );
}
