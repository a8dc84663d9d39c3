package com.acme.checkout.desk.entry;

import java.util.List;

/** Some entries, in the order that was asked for; {@code next} leads on to those that come after, null at the end. */
public record EntryList(List<Entry> entries, String next) {}
