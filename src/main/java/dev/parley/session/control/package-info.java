/**
 * What back ends want of sessions on all members: they subscribe, unsubscribe, disconnect, refresh
 * or revoke the sessions of a user, and ask what each member holds. Says nothing about HTTP. Enter
 * at {@link dev.parley.session.control.SessionControl}.
 */
package dev.parley.session.control;
