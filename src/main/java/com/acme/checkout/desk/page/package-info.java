/**
 * What all pages and the whole API of the desk share: how JSON is read, how errors are answered, how pages speak to a person.
 *
 * <p>May use: none of the other features.
 */
package com.acme.checkout.desk.page;
