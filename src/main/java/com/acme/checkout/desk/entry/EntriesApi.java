package com.acme.checkout.desk.entry;

import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.audit.HistoryLine;
import com.acme.checkout.desk.audit.Note;
import com.acme.checkout.desk.audit.Notes;
import com.acme.checkout.desk.audit.WrittenNotes;
import com.acme.checkout.desk.cause.Cause;
import com.acme.checkout.desk.page.MvcConfiguration;
import com.acme.checkout.desk.selection.Filter;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.Principal;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The part of the desk's API that looks; see {@code /openapi.yaml}. */
@RestController
@RequestMapping(path = "/ops/dead-letters", produces = MediaType.APPLICATION_JSON_VALUE)
public class EntriesApi {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST = 500;

    /** As lenient as those who filed them: somebody else's headers may name something twice. */
    private static final ObjectMapper FILED = new ObjectMapper();

    private final Entries entries;
    private final Notes notes;
    private final WrittenNotes written;
    private final ObjectMapper json;

    public EntriesApi(Entries entries, Notes notes, WrittenNotes written, @Qualifier(MvcConfiguration.JSON) ObjectMapper json) {
        this.entries = entries;
        this.notes = notes;
        this.written = written;
        this.json = json;
    }

    record Causes(List<Cause> groups) {
    }

    public record Lines(List<HistoryLine> lines) {
    }

    record NoteList(List<Note> notes) {
    }

    record NewNote(String text) {
    }

    @GetMapping
    EntryList list(@RequestParam MultiValueMap<String, String> query) {
        int limit = limit(query.remove("limit"));
        List<String> after = query.remove("after");
        return entries.page(Filter.strictly(query), after == null ? null : after.get(0), limit);
    }

    public static int limit(List<String> values) {
        String text = values == null ? "" + DEFAULT_LIMIT : values.get(0);
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
            throw new IllegalArgumentException("limit must be a whole number from 1 to " + MOST + ".");
        }
        return Integer.parseInt(text);
    }

    @GetMapping("/counts")
    Counts counts(@RequestParam MultiValueMap<String, String> query) {
        return entries.counts(Filter.strictly(query));
    }

    @GetMapping("/groups")
    Causes groups(@RequestParam MultiValueMap<String, String> query) {
        return new Causes(entries.causes(Filter.strictly(query)));
    }

    /** One JSON object a line: an entry, its original headers and its body, in base64. */
    @GetMapping(path = "/export", produces = MediaType.APPLICATION_NDJSON_VALUE)
    void export(@RequestParam MultiValueMap<String, String> query, HttpServletResponse response) throws IOException {
        Filter filter = Filter.strictly(query);
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"dead-letters.ndjson\"");
        // Closed only at a good end: closing sends what there is, as if that were all.
        JsonGenerator out = json.createGenerator(response.getOutputStream());
        out.setRootValueSeparator(null);
        entries.export(filter, (entry, payload) -> {
            try {
                out.writeStartObject();
                out.writePOJOField("entry", entry);
                out.writePOJOField("headers", headers(payload.headers()));
                out.writeStringField("body", Base64.getEncoder().encodeToString(payload.body()));
                if (payload.repaired() != null) {
                    out.writeStringField("repaired", Base64.getEncoder().encodeToString(payload.repaired()));
                }
                out.writeEndObject();
                out.writeRaw('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        out.close();
    }

    @GetMapping("/{id}")
    Entry entry(@PathVariable UUID id) {
        return entries.find(id).orElseThrow(() -> new NotFoundException("There is no entry " + id + "."));
    }

    /** The original message's body, byte for byte; with {@code which=repaired} the one that an operator put in its place. */
    @GetMapping(path = "/{id}/body", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<byte[]> body(@PathVariable UUID id, @RequestParam(defaultValue = "original") String which) {
        Payload payload = payload(id);
        if (!Set.of("original", "repaired").contains(which)) {
            throw new IllegalArgumentException("which must be original or repaired.");
        }
        byte[] body = which.equals("original") ? payload.body() : payload.repaired();
        if (body == null) {
            throw new NotFoundException("The body of entry " + id + " has not been repaired.");
        }
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_OCTET_STREAM)
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment().filename(id + ".bin").build().toString())
                .body(body);
    }

    /** The original message's headers. */
    @GetMapping("/{id}/headers")
    Object headers(@PathVariable UUID id) throws IOException {
        return headers(payload(id).headers());
    }

    public static JsonNode headers(String text) throws JsonProcessingException {
        return FILED.readTree(text);
    }

    private Payload payload(UUID id) {
        return entries.payload(id).orElseThrow(() -> new NotFoundException("There is no entry " + id + "."));
    }

    @GetMapping("/{id}/history")
    Lines history(@PathVariable UUID id) {
        entry(id);
        return new Lines(entries.history(id));
    }

    @GetMapping("/{id}/notes")
    NoteList notes(@PathVariable UUID id) {
        entry(id);
        return new NoteList(notes.of(id));
    }

    @PostMapping(path = "/{id}/notes", consumes = MediaType.APPLICATION_JSON_VALUE)
    NoteList addNote(@PathVariable UUID id, @RequestBody NewNote note, Principal operator) {
        entry(id);
        written.onEntry(id, note.text(), operator.getName());
        return notes(id);
    }

    @GetMapping("/groups/{cause}/notes")
    NoteList notesOfCause(@PathVariable String cause) {
        if (!entries.isCause(cause)) {
            throw new NotFoundException("There is no group " + cause + ".");
        }
        return new NoteList(notes.ofCause(cause));
    }

    @PostMapping(path = "/groups/{cause}/notes", consumes = MediaType.APPLICATION_JSON_VALUE)
    NoteList addNoteToCause(@PathVariable String cause, @RequestBody NewNote note, Principal operator) {
        notesOfCause(cause);
        written.onCause(cause, note.text(), operator.getName());
        return notesOfCause(cause);
    }
}
