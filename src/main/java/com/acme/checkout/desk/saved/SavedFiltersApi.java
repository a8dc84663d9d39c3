package com.acme.checkout.desk.saved;

import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.selection.SelectionRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The saved filters that an operator sees. */
@RestController
@RequestMapping(path = "/ops/dead-letters/saved-filters", produces = MediaType.APPLICATION_JSON_VALUE)
public class SavedFiltersApi {

    private final SavedFilters saved;

    public SavedFiltersApi(SavedFilters saved) {
        this.saved = saved;
    }

    /** By name. */
    public record SavedFilterList(List<SavedFilter> savedFilters) {}

    /** A filter to be saved, of the same names and values as the list's parameters; {@code shared} may be left out. */
    public record NewSavedFilter(String name, Boolean shared, JsonNode filter) {}

    @GetMapping
    SavedFilterList list() {
        return new SavedFilterList(saved.of(Operator.name()));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    SavedFilterList save(@RequestBody NewSavedFilter asked) {
        if (asked.filter() == null || !asked.filter().isObject()) {
            throw new IllegalArgumentException("filter must be an object, as in {\"reason\": [\"EXHAUSTED\"]}.");
        }
        saved.save(
                asked.name(),
                Boolean.TRUE.equals(asked.shared()),
                new SelectionRequest(null, null, asked.filter(), null, null)
                        .selection()
                        .filter(),
                Operator.name());
        return list();
    }

    @DeleteMapping("/{id}")
    SavedFilterList delete(@PathVariable UUID id) {
        saved.delete(id, Operator.name());
        return list();
    }
}
