/**
 * The HTTP API for back ends, the token issuer and the pages of the development mode. Translates
 * between HTTP and what the other parts do; decides only who may call. Enter at {@link
 * dev.parley.api.ApiApplication}.
 */
package dev.parley.api;
