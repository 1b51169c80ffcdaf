/** Runs named steps one after the other and tells about them in TAP. */
export class Steps {
  #count = 0;
  failed = 0;

  /**
   * @param {string} name
   * @param {() => Promise<void>} body
   */
  async step(name, body) {
    this.#count++;
    try {
      await body();
      console.log(`ok ${this.#count} - ${name}`);
    } catch (error) {
      this.failed++;
      console.log(`not ok ${this.#count} - ${name}`);
      for (const line of String(/** @type {Error} */ (error).stack ?? error).split("\n")) {
        console.log(`#   ${line}`);
      }
    }
  }

  /** @param {string} name @param {string} why */
  skip(name, why) {
    console.log(`ok ${++this.#count} - ${name} # SKIP ${why}`);
  }

  end() {
    console.log(`1..${this.#count}`);
    console.log(this.failed === 0 ? "# all passed" : `# ${this.failed} failed`);
  }
}
