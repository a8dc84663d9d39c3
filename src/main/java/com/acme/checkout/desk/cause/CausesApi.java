package com.acme.checkout.desk.cause;

import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.audit.Notes;
import com.acme.checkout.desk.selection.Filter;
import java.security.Principal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The part of the desk's API that is about causes, which the API calls groups; see {@code /openapi.yaml}. */
@RestController
@RequestMapping(path = "/ops/dead-letters/groups", produces = MediaType.APPLICATION_JSON_VALUE)
public class CausesApi {

    private final Causes causes;
    private final Notes notes;
    private final Handling handling;

    public CausesApi(Causes causes, Notes notes, Handling handling) {
        this.causes = causes;
        this.notes = notes;
        this.handling = handling;
    }

    record CauseList(List<Cause> groups) {}

    /** Who works on it, as the API takes it; what is left out is taken away. */
    record Assignment(String owner, String ticket) {}

    /** Until when it is below the others, as the API takes it: a text, for a number would be taken for a time as well. */
    record Snooze(String until) {

        Instant instant() {
            try {
                return until == null ? null : Instant.parse(until);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("until must be an instant, as in 2026-01-31T12:00:00Z.");
            }
        }
    }

    @GetMapping
    CauseList list(@RequestParam MultiValueMap<String, String> query) {
        return new CauseList(causes.list(Filter.strictly(query)));
    }

    @GetMapping("/{cause}/notes")
    Notes.NoteList notes(@PathVariable String cause) {
        if (!causes.exists(cause)) {
            throw new NotFoundException("There is no group " + cause + ".");
        }
        return new Notes.NoteList(notes.ofCause(cause));
    }

    @PostMapping(path = "/{cause}/notes", consumes = MediaType.APPLICATION_JSON_VALUE)
    Notes.NoteList addNote(@PathVariable String cause, @RequestBody Notes.NewNote note, Principal operator) {
        notes(cause);
        notes.addToCause(cause, note.text(), operator.getName());
        return notes(cause);
    }

    @PutMapping(path = "/{cause}/assignment", consumes = MediaType.APPLICATION_JSON_VALUE)
    Handling.Handled assign(@PathVariable String cause, @RequestBody Assignment assignment, Principal operator) {
        handling.of(cause);
        return handling.assign(cause, assignment.owner(), assignment.ticket(), operator.getName());
    }

    @PutMapping(path = "/{cause}/snooze", consumes = MediaType.APPLICATION_JSON_VALUE)
    Handling.Handled snooze(@PathVariable String cause, @RequestBody Snooze snooze, Principal operator) {
        handling.of(cause);
        return handling.snooze(cause, snooze.instant(), operator.getName());
    }

    @DeleteMapping("/{cause}/snooze")
    Handling.Handled wake(@PathVariable String cause, Principal operator) {
        handling.of(cause);
        return handling.wake(cause, operator.getName());
    }
}
