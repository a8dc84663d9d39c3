package com.acme.checkout.desk.entry;

import com.acme.checkout.command.Violation;
import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.selection.SelectionRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.util.List;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The part of the desk's API that repairs bodies, discards and restores; see {@code /openapi.yaml}. */
@RestController
@RequestMapping(path = "/ops/dead-letters", produces = MediaType.APPLICATION_JSON_VALUE)
public class RepairsApi {

    /** Enough to say that it is too large. */
    private static final int MOST_BYTES = 1024 * 1024;

    private final Repairs repairs;
    private final Discards discards;
    private final Entries entries;

    public RepairsApi(Repairs repairs, Discards discards, Entries entries) {
        this.repairs = repairs;
        this.discards = discards;
        this.entries = entries;
    }

    record Violations(List<Violation> violations) {}

    record Discard(
            List<UUID> ids, String cause, JsonNode filter, Boolean all, UUID token, Boolean dryRun, String reason) {}

    record Restore(List<UUID> ids, String cause, JsonNode filter, Boolean all, UUID token, Boolean dryRun) {}

    /** {@code leftAlone} and {@code token} of a dry run alone; {@code discard} is the id of what was discarded, to undo it by. */
    record Changed(int count, Integer leftAlone, UUID token, UUID discard) {

        static Changed of(int count) {
            return new Changed(count, null, null, null);
        }

        static Changed of(Discards.Done done) {
            return new Changed(done.count(), null, null, done.count() == 0 ? null : done.id());
        }

        static Changed of(Discards.Preview preview) {
            return new Changed(preview.count(), preview.leftAlone(), preview.token(), null);
        }
    }

    /** What the door would say of the body that is sent; 200 in any case. */
    @PostMapping("/{id}/repair/check")
    Violations check(@PathVariable UUID id, InputStream body) throws IOException {
        entry(id);
        return new Violations(repairs.check(id, body.readNBytes(MOST_BYTES)));
    }

    @PutMapping("/{id}/repair")
    Entry repair(@PathVariable UUID id, InputStream body, Principal operator) throws IOException {
        entry(id);
        repairs.repair(id, body.readNBytes(MOST_BYTES), operator.getName());
        return entry(id);
    }

    @DeleteMapping("/{id}/repair")
    Entry undo(@PathVariable UUID id, Principal operator) {
        entry(id);
        repairs.undo(id, operator.getName());
        return entry(id);
    }

    @PostMapping(path = "/discards", consumes = MediaType.APPLICATION_JSON_VALUE)
    Changed discard(@RequestBody Discard discard, Principal operator) {
        SelectionRequest choice =
                new SelectionRequest(discard.ids(), discard.cause(), discard.filter(), discard.all(), discard.token());
        String actor = operator.getName();
        if (choice.confirms(discard.dryRun())) {
            return Changed.of(discards.discard(choice.token(), discard.reason(), actor));
        }
        return Boolean.TRUE.equals(discard.dryRun())
                ? Changed.of(discards.previewDiscard(choice.selection(), actor))
                : Changed.of(discards.discard(choice.selection(), discard.reason(), actor));
    }

    @PostMapping(path = "/restores", consumes = MediaType.APPLICATION_JSON_VALUE)
    Changed restore(@RequestBody Restore restore, Principal operator) {
        SelectionRequest choice =
                new SelectionRequest(restore.ids(), restore.cause(), restore.filter(), restore.all(), restore.token());
        String actor = operator.getName();
        if (choice.confirms(restore.dryRun())) {
            return Changed.of(discards.restore(choice.token(), actor).count());
        }
        return Boolean.TRUE.equals(restore.dryRun())
                ? Changed.of(discards.previewRestore(choice.selection(), actor))
                : Changed.of(discards.restore(choice.selection(), actor));
    }

    private Entry entry(UUID id) {
        return entries.find(id).orElseThrow(() -> new NotFoundException("There is no entry " + id + "."));
    }
}
