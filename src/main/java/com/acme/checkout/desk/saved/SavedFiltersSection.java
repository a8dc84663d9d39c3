package com.acme.checkout.desk.saved;

import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.Role;
import com.acme.checkout.desk.entry.EntriesPage;
import java.util.Arrays;
import java.util.List;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** The saved filters above the list of entries. */
@ControllerAdvice(assignableTypes = EntriesPage.class)
public class SavedFiltersSection {

    private final SavedFilters saved;

    SavedFiltersSection(SavedFilters saved) {
        this.saved = saved;
    }

    /** A saved filter as the page shows it; {@code deletable} by who looks. */
    record Shown(SavedFilter filter, boolean deletable) {}

    @ModelAttribute
    void show(Model model) {
        boolean all = Arrays.stream(Role.values()).allMatch(Operator::may);
        List<SavedFilter> filters = saved.of(Operator.name());
        model.addAttribute(
                "savedFilters",
                filters.stream()
                        .map(each -> new Shown(
                                each,
                                Operator.may(Role.REPLAY)
                                        && (all || each.savedBy().equals(Operator.name()))))
                        .toList());
    }
}
