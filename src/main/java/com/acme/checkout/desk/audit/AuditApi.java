package com.acme.checkout.desk.audit;

import com.acme.checkout.desk.page.ListLimit;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What operators did, the newest first. */
@RestController
public class AuditApi {

    private final Audit audit;

    public AuditApi(Audit audit) {
        this.audit = audit;
    }

    @GetMapping(path = "/ops/dead-letters/audit", produces = MediaType.APPLICATION_JSON_VALUE)
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
}
