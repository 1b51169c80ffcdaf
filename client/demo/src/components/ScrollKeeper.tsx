import { Component, createRef, type ReactNode } from "react";

/** Closer to the end than this counts as being there. */
const NEAR_END_PX = 48;

interface Props {
  readonly label: string;
  readonly onAtEnd: (atEnd: boolean) => void;
  readonly children: ReactNode;
}

/**
 * A box that scrolls and whose content does not jump. While the reader is at the end it follows the end. Otherwise, when content is
 * put in above, it stays where the reader looks.
 *
 * A class, because only classes see the old layout just before a change (`getSnapshotBeforeUpdate`).
 */
export class ScrollKeeper extends Component<Props> {
  readonly #box = createRef<HTMLDivElement>();
  readonly #content = createRef<HTMLDivElement>();
  #following = true;
  /** Where the end was last. Above it, the reader has scrolled up, even if no event has said so yet. */
  #endAt = 0;
  #resizes: ResizeObserver | null = null;

  /** Shows the end, and follows it from now on. */
  toEnd(): void {
    this.#follow(true);
    this.#showEnd();
  }

  override componentDidMount(): void {
    this.#showEnd();
    // The window changes, a keyboard opens, or rows turn out to be taller than was thought.
    this.#resizes = new ResizeObserver(() => this.#following && this.#showEnd());
    this.#resizes.observe(this.#box.current!);
    this.#resizes.observe(this.#content.current!);
  }

  override componentWillUnmount(): void {
    this.#resizes?.disconnect();
  }

  override getSnapshotBeforeUpdate(): { top: number; height: number; first: Element | null } {
    const { scrollTop, scrollHeight } = this.#box.current!;
    this.#following &&= scrollTop > this.#endAt - NEAR_END_PX;
    return { top: scrollTop, height: scrollHeight, first: this.#firstRow() };
  }

  override componentDidUpdate(
    _: Props,
    __: unknown,
    before: ReturnType<ScrollKeeper["getSnapshotBeforeUpdate"]>,
  ): void {
    const box = this.#box.current!;
    if (this.#following) {
      this.#showEnd();
    } else if (before.first !== null && before.first !== this.#firstRow()) {
      box.scrollTop = before.top + box.scrollHeight - before.height;
    }
  }

  override render(): ReactNode {
    return (
      <div
        ref={this.#box}
        className="stream"
        role="group"
        tabIndex={0}
        aria-label={this.props.label}
        data-testid="stream"
        onScroll={this.#onScroll}
      >
        <div ref={this.#content} className="stream-content">
          {this.props.children}
        </div>
      </div>
    );
  }

  readonly #onScroll = (): void => {
    const { scrollHeight, scrollTop, clientHeight } = this.#box.current!;
    this.#follow(scrollHeight - scrollTop - clientHeight < NEAR_END_PX);
  };

  #firstRow(): Element | null {
    return this.#content.current!.querySelector("[data-testid=message]");
  }

  #showEnd(): void {
    const box = this.#box.current!;
    box.scrollTop = box.scrollHeight;
    this.#endAt = box.scrollTop;
  }

  #follow(following: boolean): void {
    if (following !== this.#following) {
      this.#following = following;
      this.props.onAtEnd(following);
    }
  }
}
