package com.acme.checkout.desk.saved;

import com.acme.checkout.desk.page.Words;
import com.acme.checkout.desk.selection.Filter;
import com.acme.checkout.desk.selection.FilterForm;
import com.acme.checkout.desk.selection.FilterText;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A filter with a name.
 *
 * @param shared with everybody; otherwise it is there for who saved it alone
 * @param filter names and values as the list takes them; null where they can't be read any more
 * @param problem why they can't, as a sentence; null where they can. Such a filter finds nothing, and never everything
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SavedFilter(
        UUID id,
        String name,
        String savedBy,
        Instant savedAt,
        boolean shared,
        Map<String, List<String>> filter,
        String problem,
        @JsonIgnore String query,
        @JsonIgnore String words) {

    /** As it was kept; what this version of the desk can't read is told, not left out. */
    static SavedFilter of(UUID id, String name, String savedBy, Instant savedAt, boolean shared, String kept) {
        try {
            Filter read = FilterText.read(kept);
            if (read.matchesAll()) {
                throw new IllegalArgumentException("It says no filter.");
            }
            return new SavedFilter(
                    id,
                    name,
                    savedBy,
                    savedAt,
                    shared,
                    FilterText.parameters(kept),
                    null,
                    read.toQuery(),
                    FilterForm.words(read, new Words()));
        } catch (IllegalArgumentException e) {
            return new SavedFilter(id, name, savedBy, savedAt, shared, null, e.getMessage(), null, null);
        }
    }
}
