/**
 * What operators did and wrote: the audit, the histories of entries and replays, and notes.
 *
 * <p>May use: {@code selection} and {@code page}.
 */
package com.acme.checkout.desk.audit;
