/**
 * Who a client or a caller of the HTTP API is, and what it may do: tokens, tickets, revocations,
 * API keys, the development issuer, permissions, origins. Knows no session and no channel beyond
 * its name. Enter at {@link dev.parley.security.Authentication}, {@link
 * dev.parley.security.Permissions} and {@link dev.parley.security.CallerAuthentication}.
 */
package dev.parley.security;
