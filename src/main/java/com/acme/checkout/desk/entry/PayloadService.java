package com.acme.checkout.desk.entry;

import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.audit.Audit;
import com.acme.checkout.desk.selection.Filter;
import com.acme.checkout.desk.selection.Selection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Component;

/**
 * Gives out what customers sent, by the API and by the pages alike. First of all, the audit is told who asked: where that can't be
 * written, nothing is shown.
 */
@Component
public class PayloadService {

    private final Entries entries;
    private final Audit audit;

    public PayloadService(Entries entries, Audit audit) {
        this.entries = entries;
        this.audit = audit;
    }

    /** What was asked for with an export: the parameters as they were sent. */
    private record Exported(Map<String, List<String>> filter) {}

    /**
     * The payload of an entry, for the operator of this request.
     *
     * @param address what was asked for, as the audit names it
     * @throws NotFoundException there is no such entry
     */
    public Payload show(UUID id, String address) {
        audit.record(Operator.name(), "PAYLOAD", Selection.of(id), 1, null, address);
        return entries.payload(id).orElseThrow(() -> new NotFoundException("There is no entry " + id + "."));
    }

    /** Entries to be exported. */
    public interface Export {

        /** Gives {@code sink} each of them with its payload, the oldest first. */
        void to(BiConsumer<Entry, Payload> sink);
    }

    /**
     * An export of every entry that a filter lets through.
     *
     * @param query the filter as parameters of a request
     * @param address what was asked for, as the audit names it
     * @throws IllegalArgumentException the query is no filter
     */
    public Export export(Map<String, List<String>> query, String address) {
        Filter filter = Filter.strictly(query);
        audit.record(Operator.name(), "EXPORT", new Exported(query), null, null, address);
        return sink -> entries.export(filter, sink);
    }
}
