/**
 * Authenticates clients and callers of the HTTP API, and decides what they may do: tokens, tickets,
 * revocations, API keys, the development issuer, permissions, origins. It knows no sessions, and of
 * a channel only the name. Begin with {@link dev.parley.security.Authentication}, {@link
 * dev.parley.security.Permissions} and {@link dev.parley.security.CallerAuthentication}.
 */
package dev.parley.security;
