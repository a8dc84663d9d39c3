/**
 * The dead-letter desk: files what is on the dead-letter queue, and lets operators look at it, replay it and discard it. It opens once
 * its database answers; no checkout waits for it or fails with it. This package sets the desk up and holds its words (states, roles,
 * settings). Its features are below; it uses none of them: they hear of {@code DeskOpening}.
 */
package com.acme.checkout.desk;
