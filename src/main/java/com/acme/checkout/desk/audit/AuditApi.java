package com.acme.checkout.desk.audit;

import com.acme.checkout.desk.page.ListLimit;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What operators did, the newest first. */
@RestController
@RequestMapping("/ops/dead-letters/audit")
public class AuditApi {

    private final Audit audit;
    private final AuditExport export;

    public AuditApi(Audit audit, AuditExport export) {
        this.audit = audit;
        this.export = export;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Audit.Lines audit(
            @RequestParam(required = false) String actor,
            @RequestParam(required = false) String action,
            @RequestParam(required = false) String from,
            @RequestParam(required = false) String to,
            @RequestParam(required = false) String replay,
            @RequestParam(required = false) String after,
            @RequestParam(defaultValue = ListLimit.DEFAULT) String limit) {
        int lines = ListLimit.of(limit);
        return audit.latest(AuditFilter.of(actor, action, from, to, replay), after, lines);
    }

    /** One JSON object a line, each as in the list. */
    @GetMapping(path = "/export", produces = MediaType.APPLICATION_NDJSON_VALUE)
    void export(
            @RequestParam(required = false) String actor,
            @RequestParam(required = false) String action,
            @RequestParam(required = false) String from,
            @RequestParam(required = false) String to,
            @RequestParam(required = false) String replay,
            HttpServletResponse response)
            throws IOException {
        AuditFilter filter = AuditFilter.of(actor, action, from, to, replay);
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"audit.ndjson\"");
        export.ndjson(filter, response.getOutputStream());
    }

    /** The list as CSV. */
    @GetMapping(path = "/export.csv", produces = "text/csv")
    void csv(
            @RequestParam(required = false) String actor,
            @RequestParam(required = false) String action,
            @RequestParam(required = false) String from,
            @RequestParam(required = false) String to,
            @RequestParam(required = false) String replay,
            HttpServletResponse response)
            throws IOException {
        AuditFilter filter = AuditFilter.of(actor, action, from, to, replay);
        // In UTF-8, which RFC 7111 takes for granted.
        response.setContentType("text/csv");
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\"");
        export.csv(filter, new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
    }
}
