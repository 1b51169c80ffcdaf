/**
 * In a page, before React: counts in `renders` which components render. It takes the place of the developer tools of React, which are told
 * of each commit, in production too, and uses what they use: https://github.com/facebook/react/tree/main/packages/react-devtools-shared
 */
export function countRenders() {
  /** Kinds of fibers that run code of an application: functions, classes, `forwardRef`, `memo` of a function. */
  const COMPONENTS = new Set([0, 1, 11, 15]);
  /** The flag of a fiber whose code has run. */
  const PERFORMED_WORK = 1;
  let commits = 0;
  let counts = {};
  const roots = new Set();

  globalThis.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true,
    checkDCE() {},
    inject: () => 1,
    onCommitFiberUnmount() {},
    onPostCommitFiberRoot() {},
    onCommitFiberRoot(_, root) {
      roots.add(root);
      commits++;
      visit(root.current, root.current.alternate);
    },
  };
  globalThis.renders = {
    reset() {
      commits = 0;
      counts = {};
    },
    /** The components that have rendered since `reset`. */
    report() {
      const rendered = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return { commits, rendered, components: counts };
    },
    /** How many components there are. */
    mounted: () => [...roots].reduce((sum, root) => sum + count(root.current), 0),
  };

  /** @param before the same fiber as of the commit before; null if it is new */
  function visit(fiber, before) {
    if (COMPONENTS.has(fiber.tag) && (before === null || fiber.flags & PERFORMED_WORK)) {
      const { displayName, name } = fiber.type;
      const called = displayName || name || "(without a name)";
      counts[called] = (counts[called] ?? 0) + 1;
    }
    // A fiber that has its children of before was passed over, with all that is below.
    if (before === null || fiber.child !== before.child) {
      for (let child = fiber.child; child; child = child.sibling) {
        visit(child, child.alternate);
      }
    }
  }

  function count(fiber) {
    let sum = COMPONENTS.has(fiber.tag) ? 1 : 0;
    for (let child = fiber.child; child; child = child.sibling) {
      sum += count(child);
    }
    return sum;
  }
}
