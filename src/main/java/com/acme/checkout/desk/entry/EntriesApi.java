package com.acme.checkout.desk.entry;

import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.audit.HistoryLine;
import com.acme.checkout.desk.audit.Notes;
import com.acme.checkout.desk.page.ListLimit;
import com.acme.checkout.desk.page.MvcConfiguration;
import com.acme.checkout.desk.selection.Filter;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

    /** As lenient as those who filed them: somebody else's headers may name something twice. */
    private static final ObjectMapper FILED = new ObjectMapper();

    private final Entries entries;
    private final Notes notes;
    private final History histories;
    private final PayloadService payloads;
    private final EntryPaths paths;
    private final EntriesCsv csv;
    private final ObjectMapper json;

    public EntriesApi(
            Entries entries,
            Notes notes,
            History histories,
            PayloadService payloads,
            EntryPaths paths,
            EntriesCsv csv,
            @Qualifier(MvcConfiguration.JSON) ObjectMapper json) {
        this.entries = entries;
        this.notes = notes;
        this.histories = histories;
        this.payloads = payloads;
        this.paths = paths;
        this.csv = csv;
        this.json = json;
    }

    public record Lines(List<HistoryLine> lines) {}

    @GetMapping
    EntryList list(@RequestParam MultiValueMap<String, String> query) {
        List<String> limit = query.remove("limit");
        List<String> after = query.remove("after");
        List<String> sort = query.remove("sort");
        return entries.page(
                Filter.strictly(query),
                EntrySort.of(sort == null ? null : sort.get(0)),
                after == null ? null : after.get(0),
                ListLimit.of(limit == null ? ListLimit.DEFAULT : limit.get(0)));
    }

    @GetMapping("/counts")
    Counts counts(@RequestParam MultiValueMap<String, String> query) {
        return entries.counts(Filter.strictly(query));
    }

    /** One JSON object a line: an entry, its original headers and its body, in base64. */
    @GetMapping(path = "/export", produces = MediaType.APPLICATION_NDJSON_VALUE)
    void export(
            @RequestParam MultiValueMap<String, String> query, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        PayloadService.Export export = payloads.export(query, request.getRequestURI());
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"dead-letters.ndjson\"");
        // Closed only at a good end: closing sends what there is, as if that were all.
        JsonGenerator out = json.createGenerator(response.getOutputStream());
        out.setRootValueSeparator(null);
        export.to((entry, payload) -> {
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

    /** The list as CSV, without what the entries carry. */
    @GetMapping(path = "/export.csv", produces = "text/csv")
    void csv(@RequestParam MultiValueMap<String, String> query, HttpServletResponse response) throws IOException {
        Filter filter = Filter.strictly(query);
        // In UTF-8, which RFC 7111 takes for granted.
        response.setContentType("text/csv");
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"dead-letters.csv\"");
        // Not closed, as the export above.
        csv.write(filter, new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
    }

    @GetMapping("/{id}")
    EntryPath.WithEntry path(@PathVariable UUID id) {
        return new EntryPath.WithEntry(entry(id), paths.of(id, histories.of(id)));
    }

    private Entry entry(UUID id) {
        return entries.find(id).orElseThrow(() -> new NotFoundException("There is no entry " + id + "."));
    }

    /** The original message's body, byte for byte; with {@code which=repaired} the one that an operator put in its place. */
    @GetMapping(path = "/{id}/body", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<byte[]> body(
            @PathVariable UUID id, @RequestParam(defaultValue = "original") String which, HttpServletRequest request) {
        Payload payload = payloads.show(id, request.getRequestURI());
        if (!Set.of("original", "repaired").contains(which)) {
            throw new IllegalArgumentException("which must be original or repaired.");
        }
        byte[] body = which.equals("original") ? payload.body() : payload.repaired();
        if (body == null) {
            throw new NotFoundException("The body of entry " + id + " has not been repaired.");
        }
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(id + ".bin")
                                .build()
                                .toString())
                .body(body);
    }

    /** The original message's headers. */
    @GetMapping("/{id}/headers")
    Object headers(@PathVariable UUID id, HttpServletRequest request) throws IOException {
        return headers(payloads.show(id, request.getRequestURI()).headers());
    }

    public static JsonNode headers(String text) throws JsonProcessingException {
        return FILED.readTree(text);
    }

    @GetMapping("/{id}/history")
    Lines history(@PathVariable UUID id) {
        entry(id);
        return new Lines(histories.of(id));
    }

    @GetMapping("/{id}/notes")
    Notes.NoteList notes(@PathVariable UUID id) {
        entry(id);
        return new Notes.NoteList(notes.of(id));
    }

    @PostMapping(path = "/{id}/notes", consumes = MediaType.APPLICATION_JSON_VALUE)
    Notes.NoteList addNote(@PathVariable UUID id, @RequestBody Notes.NewNote note, Principal operator) {
        entry(id);
        notes.add(id, note.text(), operator.getName());
        return notes(id);
    }
}
