package com.acme.checkout.desk.selection;

import com.acme.checkout.desk.page.NoBlankParameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A filter as text: the parameters of a URL, as {@link Filter#toQuery()} writes them. */
public final class FilterText {

    private FilterText() {}

    /**
     * Its names and values, whether or not they are a filter's.
     *
     * @throws IllegalArgumentException a value can't be read
     */
    public static Map<String, List<String>> parameters(String text) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            query.computeIfAbsent(pair.substring(0, Math.max(0, equals)), name -> new ArrayList<>())
                    .add(NoBlankParameters.decoded(pair.substring(equals + 1)));
        }
        return query;
    }

    /**
     * Every part of it, or none.
     *
     * @throws IllegalArgumentException a part can't be read; says which
     */
    public static Filter read(String text) {
        return Filter.strictly(parameters(text));
    }
}
