package com.acme.checkout.desk.audit;

import com.acme.checkout.desk.page.CsvLine;
import com.acme.checkout.desk.page.MvcConfiguration;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** The lines of the audit for a spreadsheet, or for a program: all that a filter lets through, the newest first, a few hundred in memory at a time. */
@Component
public class AuditExport {

    private static final int FETCH = 500;

    private final Audit audit;
    private final ObjectMapper json;

    public AuditExport(Audit audit, @Qualifier(MvcConfiguration.JSON) ObjectMapper json) {
        this.audit = audit;
        this.json = json;
    }

    private interface Sink {

        void take(Audit.Line line) throws IOException;
    }

    /** Writes a line of names, then one for each. A selection is a cell of JSON. */
    void csv(AuditFilter filter, Writer to) throws IOException {
        to.write(CsvLine.of("id", "at", "actor", "action", "count", "operation", "discard", "detail", "selection"));
        each(
                filter,
                line -> to.write(CsvLine.of(
                        line.id(),
                        line.at(),
                        line.actor(),
                        line.action(),
                        line.count(),
                        line.replay(),
                        line.discard(),
                        line.detail(),
                        line.selection())));
        to.flush();
    }

    /** Writes a JSON object a line, each as in the list. Closes {@code to} only at a good end: closing sends what there is, as if that were all. */
    void ndjson(AuditFilter filter, OutputStream to) throws IOException {
        JsonGenerator out = json.createGenerator(to);
        out.setRootValueSeparator(null);
        each(filter, line -> {
            out.writePOJO(line);
            out.writeRaw('\n');
        });
        out.close();
    }

    private void each(AuditFilter filter, Sink sink) throws IOException {
        String after = null;
        do {
            Audit.Lines lines = audit.latest(filter, after, FETCH);
            for (Audit.Line line : lines.lines()) {
                sink.take(line);
            }
            after = lines.next();
        } while (after != null);
    }
}
