package com.acme.checkout.desk.store;

import java.util.List;

/** Some entries, the newest first; {@code next} leads on to older ones, null at the end. */
public record Page(List<Entry> entries, String next) {
}
