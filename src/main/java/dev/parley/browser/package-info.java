/**
 * The HTTP headers for browsers: which pages of other origins may read a response (CORS), and what
 * a page of Parley may do (security headers). Does not identify callers. Start reading at {@link
 * dev.parley.browser.CorsFilter}.
 */
package dev.parley.browser;
