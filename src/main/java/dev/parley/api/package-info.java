/**
 * The HTTP API for back ends, and the token issuer and demo pages of the development mode.
 * Translates between HTTP and the other packages, and decides only which callers may call. Start
 * reading at {@link dev.parley.api.PublishResource}.
 */
package dev.parley.api;
