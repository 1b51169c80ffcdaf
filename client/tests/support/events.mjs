import { DEADLINE_MS } from "./config.mjs";

/**
 * Fails with a sentence when a promise takes too long.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {string} what
 * @param {number} [ms]
 * @returns {Promise<T>}
 */
export async function within(promise, what, ms = DEADLINE_MS) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${ms} ms`)), ms);
  });
  try {
    return await /** @type {Promise<T>} */ (Promise.race([promise, late]));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The next event of a name that fits.
 *
 * @param {any} emitter
 * @param {string} name
 * @param {(context: any) => boolean} [fits]
 * @param {number} [ms]
 * @returns {Promise<any>}
 */
export function next(emitter, name, fits = () => true, ms = DEADLINE_MS) {
  /** @type {(context: any) => void} */
  let listener = () => {};
  const event = new Promise((resolve) => {
    listener = (context) => fits(context) && resolve(context);
    emitter.on(name, listener);
  });
  return within(event, `${name} event`, ms).finally(() => emitter.off(name, listener));
}

/** Collects what arrives and lets a test wait until enough is there. */
export class Collected {
  /** @type {any[]} */
  items = [];
  /** @type {Set<() => void>} */
  #waiting = new Set();

  /**
   * @param {any} emitter
   * @param {string} name
   */
  static of(emitter, name) {
    const collected = new Collected();
    emitter.on(name, (/** @type {any} */ context) => collected.add(context));
    return collected;
  }

  /** @param {any} item */
  add(item) {
    this.items.push(item);
    this.#waiting.forEach((check) => check());
  }

  /**
   * Resolves as soon as the items fulfil a condition.
   *
   * @param {(items: any[]) => boolean} condition
   * @param {string} what
   * @param {number} [ms]
   */
  async until(condition, what, ms = DEADLINE_MS) {
    /** @type {() => void} */
    let check = () => {};
    const fulfilled = new Promise((/** @type {(value: void) => void} */ resolve) => {
      check = () => condition(this.items) && resolve();
      this.#waiting.add(check);
      check();
    });
    try {
      await within(fulfilled, what, ms);
    } catch (error) {
      throw new Error(`${/** @type {Error} */ (error).message}; there are ${this.items.length}`);
    } finally {
      this.#waiting.delete(check);
    }
    return this.items;
  }

  /**
   * @param {number} count
   * @param {number} [ms]
   */
  atLeast(count, ms) {
    return this.until((items) => items.length >= count, `${count} items`, ms);
  }
}

/**
 * A promise that must be rejected; gives back what it was rejected with.
 *
 * @param {Promise<unknown>} promise
 * @returns {Promise<any>}
 */
export async function rejection(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`expected an error, got ${JSON.stringify(value)}`);
}

/**
 * Asks again and again until the answer is yes; for what tells no event.
 *
 * @param {() => Promise<boolean>} condition
 * @param {string} what
 */
export async function eventually(condition, what, ms = DEADLINE_MS) {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error(`waited ${ms} ms in vain for ${what}`);
    }
    // Less often than the rates of a session allow.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
