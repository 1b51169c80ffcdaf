/**
 * What browsers are told besides the answer itself: which pages of other origins may read it
 * (CORS), and what a page of Parley may do (security headers). Decides nothing about who a caller
 * is. Enter at {@link dev.parley.browser.CorsFilter}.
 */
package dev.parley.browser;
