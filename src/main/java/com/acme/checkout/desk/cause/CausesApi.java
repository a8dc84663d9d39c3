package com.acme.checkout.desk.cause;

import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.audit.Notes;
import com.acme.checkout.desk.selection.Filter;
import java.security.Principal;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
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

    public CausesApi(Causes causes, Notes notes) {
        this.causes = causes;
        this.notes = notes;
    }

    record CauseList(List<Cause> groups) {}

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
}
