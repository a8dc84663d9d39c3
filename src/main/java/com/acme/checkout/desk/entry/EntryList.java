package com.acme.checkout.desk.entry;

import java.util.List;

/** Some entries, the newest first; {@code next} leads on to older ones, null at the end. */
public record EntryList(List<Entry> entries, String next) {}
