package com.acme.checkout.desk;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The time as the desk's tables keep it. */
public final class DatabaseTime {

    private DatabaseTime() {}

    /** Now, in UTC and as exact as the databases keep it: to the microsecond. */
    public static OffsetDateTime now() {
        return OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    }
}
