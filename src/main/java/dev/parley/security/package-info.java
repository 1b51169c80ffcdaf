/**
 * Who a client is, and what it may do: tokens, the development issuer, permissions, origins, API
 * keys. Knows no session and no channel beyond its name. Enter at {@link
 * dev.parley.security.TokenVerifier} and {@link dev.parley.security.Permissions}.
 */
package dev.parley.security;
