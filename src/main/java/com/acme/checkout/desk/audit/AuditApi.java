package com.acme.checkout.desk.audit;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What operators did, the newest first. */
@RestController
public class AuditApi {

    private static final int MOST = 500;

    private final Audit audit;

    public AuditApi(Audit audit) {
        this.audit = audit;
    }

    @GetMapping(path = "/ops/dead-letters/audit", produces = MediaType.APPLICATION_JSON_VALUE)
    Audit.Lines audit(@RequestParam(required = false) String actor, @RequestParam(required = false) String after,
                      @RequestParam(defaultValue = "50") String limit) {
        if (!limit.matches("[0-9]{1,3}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > MOST) {
            throw new IllegalArgumentException("limit must be a whole number from 1 to " + MOST);
        }
        if (actor != null && actor.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("actor must not contain NUL");
        }
        return audit.latest(actor, after, Integer.parseInt(limit));
    }
}
