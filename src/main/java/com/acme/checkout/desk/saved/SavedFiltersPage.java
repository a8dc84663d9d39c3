package com.acme.checkout.desk.saved;

import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.Role;
import com.acme.checkout.desk.page.DeskPage;
import com.acme.checkout.desk.selection.Filter;
import com.acme.checkout.desk.selection.FilterText;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Saves the filter of the list of entries, and deletes what was saved; both lead back to the list. */
@DeskPage
public class SavedFiltersPage {

    private final SavedFilters saved;

    public SavedFiltersPage(SavedFilters saved) {
        this.saved = saved;
    }

    @PostMapping("/ops/saved-filters")
    String save(
            @RequestParam String name,
            @RequestParam(defaultValue = "false") boolean shared,
            @RequestParam String filter) {
        Filter read = FilterText.read(filter);
        if (read.text() != null) {
            Operator.require(Role.PAYLOAD);
        }
        saved.save(name, shared, read, Operator.name());
        return back(filter);
    }

    @PostMapping("/ops/saved-filters/{id}/delete")
    String delete(@PathVariable UUID id, @RequestParam(defaultValue = "") String filter) {
        saved.delete(id, Operator.name());
        return back(filter);
    }

    /** As a filter writes itself: percent-encoded, so that nothing in it is taken for a variable of a view's name. */
    private static String back(String filter) {
        String query = FilterText.read(filter).toQuery();
        return "redirect:/ops/entries" + (query.isEmpty() ? "" : '?' + query);
    }
}
