package com.acme.checkout.desk.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.desk.store.Filter;
import com.acme.checkout.desk.store.Selection;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

/** Which entries an action is for: none is ever chosen by a value that says nothing. */
class AskedTest {

    private static Selection choice(String json) throws Exception {
        return new ObjectMapper().readValue(json, Choice.class).selection();
    }

    @Test
    void theApiTakesNoBlankOrUnreadableValueAndAllByItsNameOnly() throws Exception {
        for (String wrong : List.of("{\"filter\": {}}", "{\"filter\": {\"cart\": \"\"}}", "{\"filter\": {\"destination\": \",\"}}", "{\"filter\": {\"destination\": []}}",
                "{\"filter\": {\"cart\": null}}", "{\"filter\": {\"state\": [\"OPEN\", \"\"]}}", "{\"filter\": {\"state\": \"open\"}}", "{\"filter\": {\"from\": \"yesterday\"}}",
                "{\"filter\": {\"from\": \"+1000000000-01-01T00:00:00Z\"}}", "{\"filter\": {\"to\": \"0000-12-31T23:59:59Z\"}}", "{\"filter\": {\"crat\": \"x\"}}",
                "{\"filter\": {\"cart\": [\"a\", \"b\"]}}", "{\"filter\": []}", "{\"filter\": null}", "{\"cause\": \"\"}", "{\"ids\": []}", "{}", "{\"all\": false}",
                "{\"all\": true, \"filter\": {\"cart\": \"x\"}}", "{\"cause\": \"x\", \"ids\": []}")) {
            assertThatThrownBy(() -> choice(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(choice("{\"all\": true}").filter()).isEqualTo(Filter.ALL);
        assertThat(choice("{\"filter\": {\"destination\": \"a, b\", \"to\": \"9999-12-31T23:59:59Z\"}}").filter().destinations()).containsExactly("a", "b");
    }

    @Test
    void aTokenStandsAlone() throws Exception {
        Choice choice = new ObjectMapper().readValue("{\"token\": \"" + UUID.randomUUID() + "\"}", Choice.class);
        assertThat(choice.confirms(null)).isTrue();
        assertThatThrownBy(() -> choice.confirms(true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFormsFilterIsReadWholeOrNotAtAll() {
        for (String wrong : List.of("cart=%", "cart=%zz", "cart=", "cart", "&", "cart=a&", "cart=a&cart=b", "crat=a", "state=open", "from=yesterday", "destination=%2C")) {
            assertThatThrownBy(() -> Asked.selection(form(Asked.MATCHING, wrong))).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Asked.selection(form(Asked.MATCHING, ""))).as("a filter that was lost").isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Asked.selection(form(Asked.EVERY, "cart=a"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(Asked.selection(form(Asked.EVERY, "")).filter()).isEqualTo(Filter.ALL);
        assertThat(Asked.selection(form(Asked.MATCHING, "cart=a+b&state=OPEN&state=DISCARDED")).filter().cart()).isEqualTo("a b");
        MockHttpServletRequest ids = new MockHttpServletRequest();
        ids.addParameter("ids", "x");
        assertThatThrownBy(() -> Asked.selection(ids)).isInstanceOf(IllegalArgumentException.class);
    }

    private static MockHttpServletRequest form(String all, String filter) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addParameter("all", all);
        request.addParameter("filter", filter);
        return request;
    }

    @Test
    void anEmptyFieldOfAListIsNoFilterAndAnUnreadableOneSaysSo() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addParameter("cart", " ");
        request.addParameter("from", "2026-01-31T12:00");
        assertThat(Asked.filter(request).toQuery()).isEqualTo("from=2026-01-31T12%3A00%3A00Z");
        request.addParameter("destination", ",");
        assertThatThrownBy(() -> Asked.filter(request)).isInstanceOf(IllegalArgumentException.class);
    }
}
