/** A place in the log of a channel. */
export interface Position {
  readonly offset: number;
  readonly epoch: string;
}

/** Who a client is, as others see it. */
export interface ClientInfo {
  readonly client: string;
  readonly user: string;
  readonly conn_info?: unknown;
}

/** A publication as the protocol has it. */
export interface Publication {
  readonly offset?: number;
  readonly data: unknown;
  readonly info?: ClientInfo;
  readonly tags?: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** A publication that is in the log. */
export interface StoredPublication extends Publication {
  readonly offset: number;
}

/** A command of a client: an id and one of the others. */
export interface Command {
  readonly id?: number;
  readonly [name: string]: unknown;
}

/** An error as the server answers it. */
export interface ErrorReply {
  readonly code: number;
  readonly message: string;
  readonly temporary?: boolean;
}

/** Makes the server answer an error. */
export class ServerError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly temporary: boolean = false,
  ) {
    super(message);
  }

  get reply(): ErrorReply {
    const { code, message, temporary } = this;
    return { code, message, ...(temporary ? { temporary } : {}) };
  }
}

/** Makes the server close the connection. */
export class Disconnect extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
  ) {
    super(reason);
  }
}
