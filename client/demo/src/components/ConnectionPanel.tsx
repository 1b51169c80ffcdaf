import type { ConnectionState } from "parley-client";
import { useSyncExternalStore } from "react";
import { useConnection, useQueue } from "parley-react";
import type { Change } from "../hooks/use-changes.ts";
import { useNow } from "../hooks/use-now.ts";
import { useRoundTrips } from "../hooks/use-round-trip.ts";
import { TRANSPORTS, type Session, type TransportChoice } from "../session.ts";
import { clockWithSeconds, stateWord } from "../words.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { PanelHead } from "./PanelHead.tsx";
import { RoundTrips } from "./RoundTrips.tsx";
import "./ConnectionPanel.css";

interface Props {
  readonly session: Session;
  readonly changes: readonly Change[];
  readonly setTransport: (transport: TransportChoice) => void;
  readonly onClose: () => void;
}

/** Shows the state of the connection. Its buttons disturb the connection, to show how it recovers. */
export function ConnectionPanel({ session, changes, setTransport, onClose }: Props) {
  const { parley, cable, tokens, transport } = session;
  const state = useConnection();
  const tokenUntil = useSyncExternalStore(tokens.expiresAt.subscribe, tokens.expiresAt.get);
  const { warning } = useQueue();
  const connected = state.status === "connected";
  const trips = useRoundTrips(parley, connected);

  return (
    <div className="connection" data-testid="connection-panel">
      <PanelHead title="Connection" onClose={onClose} />
      <Summary state={state} tokenUntil={tokenUntil} />
      {warning !== null && (
        <p className="connection-warning" role="alert">
          {warning.message}
        </p>
      )}
      <RoundTrips trips={trips} connected={connected} />

      <h3>Disturb it</h3>
      <div className="connection-buttons">
        {connected || state.status === "connecting" || state.status === "reconnecting" ? (
          <PanelButton id="go-offline" icon="wifiOff" onClick={() => parley.disconnect()}>
            Go offline
          </PanelButton>
        ) : (
          <PanelButton id="go-online" icon="wifi" primary onClick={() => parley.retry()}>
            Go online
          </PanelButton>
        )}
        <PanelButton id="cut" icon="scissors" disabled={!connected} onClick={() => cable.cut()}>
          Cut the connection
        </PanelButton>
        <PanelButton
          id="expire"
          icon="clock"
          disabled={!connected}
          title="Connects with a token that lives for five seconds. It is replaced before it ends."
          onClick={() => {
            tokens.shorten();
            parley.centrifuge.setToken("");
            cable.cut();
          }}
        >
          Let the token expire
        </PanelButton>
      </div>
      <label className="field">
        Transport
        <select
          value={transport}
          data-testid="transport"
          onChange={(event) => setTransport(event.target.value as TransportChoice)}
        >
          {Object.entries(TRANSPORTS).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>

      <h3>What happened</h3>
      <ol className="changes" data-testid="changes">
        {changes.map(({ key, at, state }) => (
          <li key={key} className="change">
            <span className="state-dot" data-state={state.status} />
            <span className="change-text">
              <strong>{stateWord(state)}</strong>
              {"attempt" in state && state.attempt > 1 && `, try ${state.attempt}`}
              <span className="soft">{"reason" in state && ` ${explain(state)}`}</span>
            </span>
            <time className="soft">{clockWithSeconds(at)}</time>
          </li>
        ))}
      </ol>
    </div>
  );
}

function PanelButton(props: {
  id: string;
  icon: IconName;
  primary?: boolean;
  disabled?: boolean;
  title?: string;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      className={props.primary ? "button primary" : "button"}
      disabled={props.disabled}
      data-testid={props.id}
      title={props.title}
      onClick={props.onClick}
    >
      <Icon name={props.icon} size={16} />
      {props.children}
    </button>
  );
}

/** The state in a sentence, and its parts as a list. */
function Summary(props: { state: ConnectionState; tokenUntil: number | null }) {
  const { state, tokenUntil } = props;
  const { waiting, storage } = useQueue();
  const nextAt = "nextAttemptAt" in state ? state.nextAttemptAt : null;
  const now = useNow(nextAt !== null);
  const connected = state.status === "connected";
  const next =
    nextAt !== null
      ? `in ${Math.max(0, Math.ceil((nextAt - now) / 1000))} s`
      : "attempt" in state
        ? "now"
        : "–";
  return (
    <dl className="facts">
      <Fact name="State" testId="fact-state">
        <span className="state-dot" data-state={state.status} /> {stateWord(state)}
      </Fact>
      <Fact name="Transport" testId="fact-transport">
        {connected ? transportName(state.transport) : "–"}
      </Fact>
      <Fact name="Try" testId="fact-attempt">
        {"attempt" in state ? state.attempt : "–"}
      </Fact>
      <Fact name="Next try" testId="fact-next">
        {next}
      </Fact>
      <Fact name="Client id" testId="fact-client">
        {connected ? <code title={state.clientId}>{state.clientId.slice(0, 8)}</code> : "–"}
      </Fact>
      <Fact name="Token until" testId="fact-token">
        {tokenUntil === null ? "–" : clockWithSeconds(tokenUntil)}
      </Fact>
      <Fact name="Waiting messages" testId="fact-waiting">
        {waiting}
      </Fact>
      <Fact name="Kept in" testId="fact-storage">
        {storage === "indexeddb" ? "IndexedDB" : "memory"}
      </Fact>
    </dl>
  );
}

function Fact(props: { name: string; testId: string; children: React.ReactNode }) {
  return (
    <div className="fact">
      <dt>{props.name}</dt>
      <dd data-testid={props.testId}>{props.children}</dd>
    </div>
  );
}

function transportName(transport: string): string {
  return transport in TRANSPORTS ? TRANSPORTS[transport as TransportChoice] : transport;
}

function explain(state: ConnectionState): string {
  return "reason" in state && state.reason !== null ? state.reason.message : "";
}
