/**
 * Commands that come by HTTP requests to any member, and are forwarded to the member that holds
 * their session. Does not run commands. Enter at {@link
 * dev.parley.session.forward.CommandForwarder}.
 */
package dev.parley.session.forward;
