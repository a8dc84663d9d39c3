package com.acme.checkout.desk.entry;

import com.acme.checkout.desk.page.CsvLine;
import com.acme.checkout.desk.selection.Filter;
import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Entries as lines of CSV, without what they carry. */
@Component
public class EntriesCsv {

    private static final int FETCH = 500;
    private static final Map<String, Function<Entry, Object>> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("id", Entry::id);
        COLUMNS.put("state", Entry::state);
        COLUMNS.put("reason", Entry::reason);
        COLUMNS.put("detail", Entry::detail);
        COLUMNS.put("exception", Entry::exception);
        COLUMNS.put("status", Entry::status);
        COLUMNS.put("attempts", Entry::attempts);
        COLUMNS.put("firstAt", Entry::firstAt);
        COLUMNS.put("lastAt", Entry::lastAt);
        COLUMNS.put("filedAt", Entry::filedAt);
        COLUMNS.put("changedAt", Entry::changedAt);
        COLUMNS.put("source", Entry::source);
        COLUMNS.put("route", Entry::route);
        COLUMNS.put("destination", Entry::destination);
        COLUMNS.put("checkoutId", Entry::checkoutId);
        COLUMNS.put("cartId", Entry::cartId);
        COLUMNS.put("idempotencyKey", Entry::idempotencyKey);
        COLUMNS.put("traceparent", Entry::traceparent);
        COLUMNS.put("repaired", Entry::repaired);
        COLUMNS.put("failures", Entry::failures);
        COLUMNS.put("operation", Entry::replay);
        COLUMNS.put("discardReason", Entry::discardReason);
        COLUMNS.put("fingerprint", Entry::fingerprint);
    }

    private final Entries entries;

    public EntriesCsv(Entries entries) {
        this.entries = entries;
    }

    /** Writes every entry that {@code filter} lets through, the newest first, a few hundred in memory at a time. */
    void write(Filter filter, Writer to) throws IOException {
        to.write(CsvLine.of(COLUMNS.keySet().toArray()));
        String after = null;
        do {
            EntryList page = entries.page(filter, after, FETCH);
            for (Entry entry : page.entries()) {
                to.write(CsvLine.of(COLUMNS.values().stream()
                        .map(column -> column.apply(entry))
                        .toArray()));
            }
            after = page.next();
        } while (after != null);
        to.flush();
    }
}
