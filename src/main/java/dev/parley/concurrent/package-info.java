/**
 * The threads that several packages share: one scheduler, and pools for work that must not run on
 * the thread of its caller. Threads on the way of a publication are no part of it: their packages
 * own them. Begin with {@link dev.parley.concurrent.MemberExecutors}.
 */
package dev.parley.concurrent;
